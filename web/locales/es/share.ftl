### Lo que dice el propio servicio. Qué significa cada mensaje: en/share.ftl.

## La portada

cover-line = Una voz entre un millón

## La página de una toma

share-page-title = { $who } canta en «{ $song }»
share-page-description = Aficionados de todas partes cantan juntos el estribillo de «{ $song }». Suma tu voz: dos minutos, con tu móvil.
share-page-lead = Una voz entre muchas. ¡Solo falta la tuya!
share-page-cover-alt = Portada: { $who } canta en «{ $song }»
share-page-sung-on = Cantado el { DATETIME($date) }
share-page-voices =
    { $count ->
        [one] Ya hay { $count } voz
        [many] Ya hay { $count } de voces
       *[other] Ya hay { $count } voces
    }
share-page-sing = Cantar yo también
share-page-share = Compartir
share-page-copy = Copiar enlace
share-page-copied = ¡Copiado!
share-page-download = Guardar la portada
share-page-message = ¿Ya has cantado en «{ $song }»?
share-somebody = Alguien
share-page-yours = ¿Es tu voz? Tu enlace privado la borra, y esta página también.
share-unknown-title = Aquí no hay nada
share-unknown-text = Este enlace no está completo, o la voz aún no ha llegado.
share-gone-title = Esta voz ha dejado el coro
share-gone-text = Se ha borrado, y su portada también. ¡Pero hay sitio para la tuya!

## La página para borrar

erase-title = ¿Borrar tu grabación?
erase-text = Tu grabación, tu portada y tu página se borran al momento, y tu voz no estará en la próxima mezcla. De una canción ya publicada no se puede quitar. Esto no se puede deshacer.
erase-button = Sí, borrar todo
erase-keep = No, dejarlo todo
erase-gone-title = Todo borrado
erase-gone-text = Aquí no queda nada de tu grabación, y tu voz no estará en la próxima mezcla. ¡Gracias por cantar!
erase-unknown-title = Este enlace no funciona
erase-unknown-text = Puede que se haya cortado. Copia el enlace entero, tal como te lo mostramos.
erase-failed-title = No ha funcionado
erase-failed-text = Tu grabación aún no se ha borrado. Vuelve a intentarlo en un minuto.

## Páginas que no existen

not-found-title = ¡Fuera de juego!
not-found-text = Aquí no hay ninguna página.
not-found-home = Volver al estudio
