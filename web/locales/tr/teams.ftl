### EURO 2016 takımları. en/teams.ftl

team-al = Arnavutluk
team-at = Avusturya
team-be = Belçika
team-hr = Hırvatistan
team-cz = Çekya
team-gb-eng = İngiltere
team-fr = Fransa
team-de = Almanya
team-hu = Macaristan
team-is = İzlanda
team-it = İtalya
team-gb-nir = Kuzey İrlanda
team-pl = Polonya
team-pt = Portekiz
team-ie = İrlanda Cumhuriyeti
team-ro = Romanya
team-ru = Rusya
team-sk = Slovakya
team-es = İspanya
team-se = İsveç
team-ch = İsviçre
team-tr = Türkiye
team-ua = Ukrayna
team-gb-wls = Galler
