### The teams of EURO 2016. `team-` and the code of the flag. Not sent to the browser as messages: the page gets the list.

team-al = Albania
team-at = Austria
team-be = Belgium
team-hr = Croatia
team-cz = Czech Republic
team-gb-eng = England
team-fr = France
team-de = Germany
team-hu = Hungary
team-is = Iceland
team-it = Italy
team-gb-nir = Northern Ireland
team-pl = Poland
team-pt = Portugal
team-ie = Republic of Ireland
team-ro = Romania
team-ru = Russia
team-sk = Slovakia
team-es = Spain
team-se = Sweden
team-ch = Switzerland
team-tr = Turkey
team-ua = Ukraine
team-gb-wls = Wales
