### Týmy EURO 2016. en/teams.ftl

team-al = Albánie
team-at = Rakousko
team-be = Belgie
team-hr = Chorvatsko
team-cz = Česko
team-gb-eng = Anglie
team-fr = Francie
team-de = Německo
team-hu = Maďarsko
team-is = Island
team-it = Itálie
team-gb-nir = Severní Irsko
team-pl = Polsko
team-pt = Portugalsko
team-ie = Irsko
team-ro = Rumunsko
team-ru = Rusko
team-sk = Slovensko
team-es = Španělsko
team-se = Švédsko
team-ch = Švýcarsko
team-tr = Turecko
team-ua = Ukrajina
team-gb-wls = Wales
