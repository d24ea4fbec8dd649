### Le squadre di EURO 2016. en/teams.ftl

team-al = Albania
team-at = Austria
team-be = Belgio
team-hr = Croazia
team-cz = Repubblica Ceca
team-gb-eng = Inghilterra
team-fr = Francia
team-de = Germania
team-hu = Ungheria
team-is = Islanda
team-it = Italia
team-gb-nir = Irlanda del Nord
team-pl = Polonia
team-pt = Portogallo
team-ie = Repubblica d’Irlanda
team-ro = Romania
team-ru = Russia
team-sk = Slovacchia
team-es = Spagna
team-se = Svezia
team-ch = Svizzera
team-tr = Turchia
team-ua = Ucraina
team-gb-wls = Galles
