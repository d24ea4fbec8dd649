### As equipas do EURO 2016. en/teams.ftl

team-al = Albânia
team-at = Áustria
team-be = Bélgica
team-hr = Croácia
team-cz = República Checa
team-gb-eng = Inglaterra
team-fr = França
team-de = Alemanha
team-hu = Hungria
team-is = Islândia
team-it = Itália
team-gb-nir = Irlanda do Norte
team-pl = Polónia
team-pt = Portugal
team-ie = República da Irlanda
team-ro = Roménia
team-ru = Rússia
team-sk = Eslováquia
team-es = Espanha
team-se = Suécia
team-ch = Suíça
team-tr = Turquia
team-ua = Ucrânia
team-gb-wls = País de Gales
