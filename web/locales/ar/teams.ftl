### فرق يورو 2016. en/teams.ftl

team-al = ألبانيا
team-at = النمسا
team-be = بلجيكا
team-hr = كرواتيا
team-cz = التشيك
team-gb-eng = إنجلترا
team-fr = فرنسا
team-de = ألمانيا
team-hu = المجر
team-is = آيسلندا
team-it = إيطاليا
team-gb-nir = أيرلندا الشمالية
team-pl = بولندا
team-pt = البرتغال
team-ie = جمهورية أيرلندا
team-ro = رومانيا
team-ru = روسيا
team-sk = سلوفاكيا
team-es = إسبانيا
team-se = السويد
team-ch = سويسرا
team-tr = تركيا
team-ua = أوكرانيا
team-gb-wls = ويلز
