### Die Teams der EURO 2016. en/teams.ftl

team-al = Albanien
team-at = Österreich
team-be = Belgien
team-hr = Kroatien
team-cz = Tschechien
team-gb-eng = England
team-fr = Frankreich
team-de = Deutschland
team-hu = Ungarn
team-is = Island
team-it = Italien
team-gb-nir = Nordirland
team-pl = Polen
team-pt = Portugal
team-ie = Irland
team-ro = Rumänien
team-ru = Russland
team-sk = Slowakei
team-es = Spanien
team-se = Schweden
team-ch = Schweiz
team-tr = Türkei
team-ua = Ukraine
team-gb-wls = Wales
