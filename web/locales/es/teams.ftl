### Los equipos de la EURO 2016. en/teams.ftl

team-al = Albania
team-at = Austria
team-be = Bélgica
team-hr = Croacia
team-cz = República Checa
team-gb-eng = Inglaterra
team-fr = Francia
team-de = Alemania
team-hu = Hungría
team-is = Islandia
team-it = Italia
team-gb-nir = Irlanda del Norte
team-pl = Polonia
team-pt = Portugal
team-ie = República de Irlanda
team-ro = Rumanía
team-ru = Rusia
team-sk = Eslovaquia
team-es = España
team-se = Suecia
team-ch = Suiza
team-tr = Turquía
team-ua = Ucrania
team-gb-wls = Gales
