### Drużyny EURO 2016. en/teams.ftl

team-al = Albania
team-at = Austria
team-be = Belgia
team-hr = Chorwacja
team-cz = Czechy
team-gb-eng = Anglia
team-fr = Francja
team-de = Niemcy
team-hu = Węgry
team-is = Islandia
team-it = Włochy
team-gb-nir = Irlandia Północna
team-pl = Polska
team-pt = Portugalia
team-ie = Irlandia
team-ro = Rumunia
team-ru = Rosja
team-sk = Słowacja
team-es = Hiszpania
team-se = Szwecja
team-ch = Szwajcaria
team-tr = Turcja
team-ua = Ukraina
team-gb-wls = Walia
