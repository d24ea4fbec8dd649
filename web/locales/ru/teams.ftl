### Команды ЕВРО-2016. en/teams.ftl

team-al = Албания
team-at = Австрия
team-be = Бельгия
team-hr = Хорватия
team-cz = Чехия
team-gb-eng = Англия
team-fr = Франция
team-de = Германия
team-hu = Венгрия
team-is = Исландия
team-it = Италия
team-gb-nir = Северная Ирландия
team-pl = Польша
team-pt = Португалия
team-ie = Ирландия
team-ro = Румыния
team-ru = Россия
team-sk = Словакия
team-es = Испания
team-se = Швеция
team-ch = Швейцария
team-tr = Турция
team-ua = Украина
team-gb-wls = Уэльс
