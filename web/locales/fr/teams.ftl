### Les équipes de l’EURO 2016. en/teams.ftl

team-al = Albanie
team-at = Autriche
team-be = Belgique
team-hr = Croatie
team-cz = République tchèque
team-gb-eng = Angleterre
team-fr = France
team-de = Allemagne
team-hu = Hongrie
team-is = Islande
team-it = Italie
team-gb-nir = Irlande du Nord
team-pl = Pologne
team-pt = Portugal
team-ie = République d’Irlande
team-ro = Roumanie
team-ru = Russie
team-sk = Slovaquie
team-es = Espagne
team-se = Suède
team-ch = Suisse
team-tr = Turquie
team-ua = Ukraine
team-gb-wls = Pays de Galles
