### Lagen i EM 2016. en/teams.ftl

team-al = Albanien
team-at = Österrike
team-be = Belgien
team-hr = Kroatien
team-cz = Tjeckien
team-gb-eng = England
team-fr = Frankrike
team-de = Tyskland
team-hu = Ungern
team-is = Island
team-it = Italien
team-gb-nir = Nordirland
team-pl = Polen
team-pt = Portugal
team-ie = Irland
team-ro = Rumänien
team-ru = Ryssland
team-sk = Slovakien
team-es = Spanien
team-se = Sverige
team-ch = Schweiz
team-tr = Turkiet
team-ua = Ukraina
team-gb-wls = Wales
