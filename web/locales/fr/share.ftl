### Ce que dit le service lui-même. Ce que veut dire chaque message : en/share.ftl.

## La pochette

cover-line = Une voix parmi un million

## La page de partage

share-page-title = { $who } chante sur « { $song } »
share-page-description = Des supporters du monde entier chantent ensemble le refrain de « { $song } ». Ajoute ta voix : deux minutes, sur ton téléphone.
share-page-lead = Une voix parmi tant d’autres. Il ne manque que la tienne !
share-page-cover-alt = Pochette : { $who } chante sur « { $song } »
share-page-sung-on = Chanté le { DATETIME($date) }
share-page-voices =
    { $count ->
        [one] Déjà { $count } voix
        [many] Déjà { $count } de voix
       *[other] Déjà { $count } voix
    }
share-page-sing = Chanter aussi
share-page-share = Partager
share-page-copy = Copier le lien
share-page-copied = Copié !
share-page-download = Enregistrer la pochette
share-page-message = Et toi, tu as déjà chanté sur « { $song } » ?
share-somebody = Quelqu’un
share-page-yours = C’est ta voix ? Ton lien privé la supprime, et cette page avec.
share-unknown-title = Il n’y a rien ici
share-unknown-text = Ce lien n’est pas complet, ou la voix n’est pas encore arrivée.
share-gone-title = Cette voix a quitté le chœur
share-gone-text = Elle a été supprimée, et sa pochette avec elle. Mais il reste de la place pour la tienne !

## La page de suppression

erase-title = Supprimer ton enregistrement ?
erase-text = Ton enregistrement, ta pochette et ta page sont supprimés aussitôt, et ta voix ne sera plus dans le prochain mix. On ne peut plus la retirer d’une chanson déjà sortie. C’est définitif.
erase-button = Oui, tout supprimer
erase-keep = Non, tout garder
erase-gone-title = Tout est supprimé
erase-gone-text = Il ne reste rien de ton enregistrement ici, et ta voix ne sera pas dans le prochain mix. Merci d’avoir chanté !
erase-unknown-title = Ce lien ne marche pas
erase-unknown-text = Il a peut-être été coupé. Copie le lien en entier, tel qu’on te l’a montré.
erase-failed-title = Ça n’a pas marché
erase-failed-text = Ton enregistrement n’est pas encore supprimé. Réessaie dans une minute.

## Les pages qui n’existent pas

not-found-title = Hors-jeu !
not-found-text = Il n’y a pas de page ici.
not-found-home = Retour au studio
