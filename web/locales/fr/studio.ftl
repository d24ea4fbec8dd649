### Ce que dit la page du studio. Ce que veut dire chaque message : en/studio.ftl.

## Le document, et ce qui est sur chaque écran

document-title = Chante sur « { $song } »
document-description = Chante un refrain sur ton téléphone et rejoins un chœur de supporters du monde entier. Deux minutes suffisent. Sans appli, sans compte.
no-script = Le studio a besoin de JavaScript pour t’entendre. Active-le et recharge la page.
loading = Un instant…
skip-to-content = Aller directement au studio
language-menu = Langue
step-of = Étape { $step } sur { $steps }
continue = Continuer
back = Retour
try-again = Réessayer

## Accueil et langue

welcome-title = Une chanson. Un million de voix. La tienne.
welcome-lead = Chante le refrain de « { $song } » dans ton téléphone. On met ta voix dans la foule.
welcome-facts = Deux minutes · sans appli · sans compte
welcome-start = C’est parti
voices-so-far =
    { $count ->
        [0] Sois la toute première voix.
        [one] Déjà { $count } voix. Ajoute la tienne !
        [many] Déjà { $count } de voix. Ajoute la tienne !
       *[other] Déjà { $count } voix. Ajoute la tienne !
    }

## Nom et équipe

who-title = Qui chante ?
who-name-label = Ton nom
who-name-hint = Tel qu’il sera sur ta pochette. Un surnom, ça va aussi : { $max } caractères au plus.
who-name-optional = Tu peux laisser ce champ vide.
who-name-held = Ce nom n’apparaîtra dans nos galeries qu’une fois que nous l’aurons regardé.
who-team-label = Ton équipe
who-team-choose = Choisis une équipe
who-team-none = Je suis là pour la musique

## Le principe

premise-title = Comment ça marche
premise-lead = Tu entends la chanson, tu chantes le refrain une fois, et on mélange ta voix à toutes les autres.
film-label = Film : comment ça marche
film-transcript = Le film en toutes lettres
film-failed = Le film ne passe pas ici. Pas grave : tu peux continuer.
premise-continue = Compris, j’en suis
film-1 = Une chanson. Un refrain.
film-2 = Un chœur plus grand qu’un stade.
film-3 = Il ne manque plus que toi.
film-4 = Casque aux oreilles, téléphone en main.
film-5 = Chante fort. Chante à ta façon.
film-6 = Ta voix, dans le mix.

## Le micro

mic-title = On t’entend ?
mic-lead = Ton navigateur va demander le micro. Rien n’est enregistré avant que tu appuies sur « Chanter ».
mic-allow = Activer le micro
mic-asking = Touche « Autoriser ».
mic-check-title = Chante une note, bien fort
mic-check-lead = Tiens ton téléphone à une largeur de main, comme tu le tiendras tout à l’heure.
mic-level-silent = On n’entend rien pour l’instant.
mic-level-quiet = Un peu faible. Approche-toi ou chante plus fort !
mic-level-loud = Trop fort, ça sature. Recule un peu.
mic-level-good = Ça sonne bien.
mic-continue-anyway = Continuer quand même
mic-device-label = Micro
mic-device-unnamed = Micro { $number }
mic-bluetooth = Le micro de ton casque Bluetooth sonne comme un appel. Choisis plutôt celui de ton téléphone si tu peux.
mic-processing = Ton navigateur modifie un peu le son et on ne peut pas l’en empêcher. Tu peux chanter quand même ; un autre navigateur donnera peut-être mieux.
mic-denied-title = Le micro est bloqué
mic-denied-text = Touche l’icône à côté de l’adresse, autorise le micro pour cette page, puis réessaie.
mic-none-title = Aucun micro trouvé
mic-none-text = Branche un micro et réessaie, ou ouvre cette page sur ton téléphone.
mic-busy-title = Le micro est déjà pris
mic-busy-text = Une autre appli l’utilise, peut-être un appel. Ferme-la et réessaie.
mic-unsupported-title = Ce navigateur ne sait pas enregistrer
mic-unsupported-text = Ouvre cette page dans Safari, Chrome ou Firefox, ou envoie-nous un enregistrement fait ailleurs.
mic-in-app-title = Ouvre la page dans ton navigateur
mic-in-app-text = Tu es dans une autre appli, et elle garde le micro pour elle. Ouvre son menu et choisis « Ouvrir dans le navigateur », ou copie le lien.
copy-link = Copier le lien
copied = Copié !
copy-by-hand = Appuie longuement pour copier.

## Un fichier à la place du micro

file-instead = Envoyer plutôt un enregistrement
file-title = Envoie ton enregistrement
file-lead = Écoute la chanson au casque, chante le refrain dans le dictaphone de ton téléphone, puis choisis le fichier ici.
file-play-song = Écouter la chanson
file-choose = Choisir un enregistrement
file-chosen = Ton enregistrement : { $name }
file-not-audio = On ne connaît pas ce type de fichier son. Ce qui sort du dictaphone de ton téléphone marche.
file-too-big = Ce fichier est trop gros. { $megabytes } Mo, c’est le maximum.
file-too-long =
    { $seconds ->
        [one] C’est trop long. { $seconds } seconde, c’est le maximum.
        [many] C’est trop long. { $seconds } de secondes, c’est le maximum.
       *[other] C’est trop long. { $seconds } secondes, c’est le maximum.
    }
file-too-short = C’est plus court que le refrain. Chante-le jusqu’au bout !

## Le casque

headphones-title = Tu as un casque ?
headphones-lead = Avec un casque, on n’entend que toi, et tu sonneras au mieux.
headphones-yes = Oui, c’est branché
headphones-no = Non, sur haut-parleur
headphones-bluetooth = Le filaire, c’est le mieux. Le Bluetooth va bien pour écouter, mais chante dans le micro de ton téléphone.
headphones-speaker = Pas de casque ? Baisse la chanson jusqu’à l’entendre à peine.
headphones-volume = Règle le volume maintenant : la chanson sera aussi forte que ça.
headphones-listen = Écouter un extrait
headphones-bleed = On entend la chanson dans ton micro. Ton casque est bien branché ?

## Le chant

sing-title = À toi de jouer !
sing-lead = Quatre clics, puis chante avec la musique. Lève-toi si tu veux, ça aide !
sing-start = Chanter
sing-loading = La chanson se charge…
sing-get-ready = Prépare-toi…
sing-now = Chante !
sing-nearly-done = Presque fini…
sing-done = Quelle voix !
sing-stop = Arrêter
sing-lyrics-label = Paroles de la chanson
interrupted-title = C’était coupé
interrupted-text = Un appel ou une autre appli s’est glissé là. Rien n’a été gardé. Rechante !
hidden-title = La page n’était plus à l’écran
hidden-text = L’enregistrement s’arrête quand la page n’est plus visible. Rien n’a été gardé. Rechante !
stopped-title = Arrêté
stopped-text = Rien n’a été gardé. C’est quand tu veux.
sing-again = Chanter encore

## Après le chant

take-quiet = C’était plutôt faible. Approche-toi et rechante, si tu veux.
take-loud = Ça saturait un peu : trop fort pour le micro. Recule et rechante, si tu veux.
take-bleed = On entend la chanson derrière ta voix. Avec un casque, ce serait mieux.
take-silent = On n’a rien entendu. Vérifie ton micro et rechante.
listen-title = Écoute-toi dans la foule
listen-lead = C’est toi, avec la chanson et le chœur.
listen-preparing = On te met dans le mix…
listen-play = Écouter
listen-pause = Pause
listen-choice-label = Ce que tu entends
listen-crowd = Avec la foule
listen-alone = Juste moi
listen-keep = Je la garde
listen-again = Encore une fois

## L’envoi

upload-label = Envoi de ta voix
upload-progress = Envoi… { $percent } %
upload-offline = Pas de réseau. On reprend dès que tu es de retour.
upload-waiting =
    { $seconds ->
        [one] Pas de réponse. Nouvel essai dans { $seconds } seconde.
        [many] Pas de réponse. Nouvel essai dans { $seconds } de secondes.
       *[other] Pas de réponse. Nouvel essai dans { $seconds } secondes.
    }
upload-stay = Ta voix est encore en route. Reste un petit moment.
resume-title = Te revoilà !
resume-text = Ta dernière prise est encore sur cet appareil, mais elle n’est pas arrivée chez nous.
resume-send = L’envoyer
resume-discard = La jeter

## L’accord

consent-title = On peut utiliser ta voix ?
consent-lead = C’est toi qui décides. Rien ne se fait sans ton oui.
consent-voice = Oui, utilisez ma voix dans l’enregistrement de « { $song } », dans toutes ses versions, dans le monde entier et sans me payer. Je peux revenir là-dessus avec mon lien privé, mais on ne peut plus la retirer d’une chanson déjà sortie.
consent-name = Oui, montrez mon nom sur ma pochette et sur ma page. Toute personne qui a le lien peut le voir.
consent-age = J’ai 16 ans ou plus.
consent-version = Version de ce texte : { $version }
consent-send = Envoyer ma voix
consent-refuse = Non, tout supprimer
consent-refused = Tout est effacé. Rien de toi n’a été gardé.
# Shown instead where the network is away.
consent-refused-later = C’est effacé ici. Ce qui nous était déjà parvenu le sera dès que tu seras en ligne.
privacy-title = Ce que deviennent tes données
# Before the yes
privacy-sent = Pendant que tu chantes, ta voix est déjà en route vers nous. Sans ton accord, elle est effacée dans la journée.
privacy-stored = On garde ton enregistrement avec quelques détails techniques, ton nom et ton équipe si tu les as donnés, et ton oui avec son heure et sa langue.
privacy-how-long = On les garde jusqu’à ce que tu les supprimes, ou jusqu’à la fin de la campagne, quand la chanson est terminée.
privacy-no-trackers = Pas de cookies, pas de traceurs, pas de publicité. On ne vend rien à personne.
privacy-no-identification = Ta voix, pour nous, c’est de la musique. On ne s’en sert jamais pour savoir qui est quelqu’un.
privacy-device = Tant que ta voix n’est pas arrivée, elle est aussi gardée sur cet appareil. Ensuite, elle en est retirée.
privacy-delete = Ton lien privé supprime aussitôt ton enregistrement, ta pochette et ta page.

## La pochette et le partage

thanks-title = Tu y es !
thanks-lead = Merci. Ta voix est bien arrivée. Voici ta pochette : montre-la !
cover-alt = Ta pochette : { $who } chante sur « { $song } »
cover-failed = Impossible d’afficher ta pochette pour l’instant. Ta voix, elle, est en sécurité.
share = Partager
share-message = Je chante sur « { $song } » avec des supporters du monde entier. À toi !
download-title = Enregistre ta pochette
download-square = Carrée
download-wide = Large
download-story = Story
open-page = Ouvrir ta page
delete-title = Ton lien privé
delete-text = Garde bien ce lien, on ne le montre qu’une fois. Il te permet de tout supprimer, quand tu veux. Ne le partage pas !
delete-copy = Copier le lien privé
delete-open = Tout supprimer maintenant
next-singer = Quelqu’un d’autre veut chanter

## Les erreurs

error-missing = Ce champ est à remplir.
error-wrong-type = Quelque chose cloche ici. Remplis ce champ à nouveau.
error-bad-length = Entre 1 et { $max } caractères, s’il te plaît.
error-bad-characters = Certains de ces caractères ne peuvent pas être affichés. Laisse-les de côté.
error-bad-word = On ne peut pas imprimer ça. Comment t’appeler autrement ?
error-not-a-country = On ne connaît pas ce pays.
error-not-a-team = Choisis une équipe dans la liste.
error-consent-required = Sans ton oui, on ne peut pas utiliser ta voix.
error-age-required = Il faut avoir 16 ans ou plus pour participer.
error-out-of-range = C’est plus ou moins que ce qu’on peut prendre.
error-content-type-unsupported = On ne sait pas lire ce type d’enregistrement.
error-not-audio = Ce n’est pas un enregistrement qu’on sait lire.
error-content-mismatch = Ce fichier n’est pas ce qu’il prétend être. Choisis-en un autre.
error-too-many-bytes = Cet enregistrement est trop gros.
error-hash-mismatch = Quelque chose s’est perdu en route. Envoie-le encore une fois.
error-size-mismatch = Il manque un bout de l’enregistrement. Envoie-le encore une fois.
error-upload-gone = C’était trop long et on a dû lâcher. Rechante, s’il te plaît.
error-take-withdrawn = Cet enregistrement a été supprimé.
error-take-unknown = On ne retrouve plus cet enregistrement. Rechante, s’il te plaît.
error-upload-busy = Ta voix est en train de partir d’un autre onglet. Patiente un instant.
error-too-many-requests = C’était un peu rapide. Un instant, s’il te plaît.
error-busy = Le monde entier chante en ce moment. On est à toi dans un instant.
error-storage-full = Le studio est plein pour l’instant. On réessaie tout de suite.
error-storage-unavailable = Le studio ne répond pas. On réessaie tout de suite.
error-budget-spent = Le chœur est complet pour le moment. Reviens plus tard.
error-internal = C’est notre faute. Réessaie, s’il te plaît.
error-network = Pas de connexion. Ton téléphone est bien en ligne ?
error-unknown = Ça n’a pas marché. Réessaie, s’il te plaît.
error-device-full = Ton appareil est plein : on ne peut pas mettre ta prise à l’abri pendant l’envoi. Garde cette page ouverte.
error-retry-in =
    { $seconds ->
        [0] Nouvel essai…
        [one] Nouvel essai dans { $seconds } seconde.
        [many] Nouvel essai dans { $seconds } de secondes.
       *[other] Nouvel essai dans { $seconds } secondes.
    }
