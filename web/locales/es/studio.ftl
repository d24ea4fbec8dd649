### Lo que dice la página del estudio. Qué significa cada mensaje: en/studio.ftl.

## El documento y lo que está en cada pantalla

document-title = Canta en «{ $song }»
document-description = Canta un estribillo con tu móvil y únete a un coro de aficionados de todas partes. Son dos minutos. Sin app y sin cuenta.
no-script = El estudio necesita JavaScript para oírte. Actívalo y recarga la página.
loading = Un momento…
skip-to-content = Ir directo al estudio
language-menu = Idioma
step-of = Paso { $step } de { $steps }
continue = Continuar
back = Atrás
try-again = Reintentar

## Bienvenida e idioma

welcome-title = Una canción. Un millón de voces. La tuya.
welcome-lead = Canta el estribillo de «{ $song }» en tu móvil. Pondremos tu voz entre la multitud.
welcome-facts = Dos minutos · sin app · sin cuenta
welcome-start = ¡A cantar!
voices-so-far =
    { $count ->
        [0] Sé la primera voz de todas.
        [one] Ya hay { $count } voz. ¡Suma la tuya!
        [many] Ya hay { $count } de voces. ¡Suma la tuya!
       *[other] Ya hay { $count } voces. ¡Suma la tuya!
    }

## Nombre y equipo

who-title = ¿Quién canta?
who-name-label = Tu nombre
who-name-hint = Tal como saldrá en tu portada. Vale un apodo, { $max } caracteres como máximo.
who-name-optional = Puedes dejarlo en blanco.
who-name-held = Este nombre no saldrá en nuestras galerías hasta que le echemos un vistazo.
who-team-label = Tu equipo
who-team-choose = Elige un equipo
who-team-none = Vengo por la música

## La idea

premise-title = Así funciona
premise-lead = Escuchas la canción, cantas el estribillo una vez y mezclamos tu voz con las de todos.
film-label = Vídeo: así funciona
film-transcript = El vídeo en palabras
film-failed = El vídeo no se ve aquí. No pasa nada: puedes seguir.
premise-continue = Entendido, me apunto
film-1 = Una canción. Un estribillo.
film-2 = Un coro más grande que un estadio.
film-3 = Solo faltas tú.
film-4 = Auriculares puestos, móvil en mano.
film-5 = Canta fuerte. Canta a tu manera.
film-6 = Tu voz, en la mezcla.

## El micrófono

mic-title = ¿Te oímos?
mic-lead = Tu navegador pedirá el micrófono. No se graba nada hasta que pulses «Cantar».
mic-allow = Activar el micrófono
mic-asking = Toca «Permitir», por favor.
mic-check-title = Canta una nota, bien fuerte
mic-check-lead = Pon el móvil a un palmo, tal como lo tendrás después.
mic-level-silent = Todavía no oímos nada.
mic-level-quiet = Un poco bajo. ¡Acércate o canta más fuerte!
mic-level-loud = Demasiado fuerte, se distorsiona. Aléjate un poco.
mic-level-good = Suena bien.
mic-continue-anyway = Continuar de todos modos
mic-device-label = Micrófono
mic-device-unnamed = Micrófono { $number }
mic-bluetooth = El micro de tus auriculares Bluetooth suena como una llamada. Si puedes, elige el micrófono del propio móvil.
mic-processing = Tu navegador cambia un poco el sonido y no podemos evitarlo. Puedes cantar igual; quizá otro navegador suene mejor.
mic-denied-title = El micrófono está bloqueado
mic-denied-text = Toca el icono junto a la dirección, permite el micrófono en esta página y vuelve a probar.
mic-none-title = No hay ningún micrófono
mic-none-text = Conecta uno y vuelve a probar, o abre esta página en tu móvil.
mic-busy-title = El micrófono está ocupado
mic-busy-text = Lo usa otra app, quizá una llamada. Ciérrala y vuelve a probar.
mic-unsupported-title = Este navegador no puede grabar
mic-unsupported-text = Abre esta página en Safari, Chrome o Firefox, o envíanos una grabación ya hecha.
mic-in-app-title = Ábrelo en tu navegador
mic-in-app-text = Estás dentro de otra app y se queda el micrófono para ella. Abre su menú y elige «Abrir en el navegador», o copia el enlace.
copy-link = Copiar enlace
copied = ¡Copiado!
copy-by-hand = Mantén pulsado para copiar.

## Un archivo en lugar del micrófono

file-instead = Enviar una grabación
file-title = Envía tu grabación
file-lead = Escucha la canción con auriculares, canta el estribillo en la grabadora de tu móvil y elige aquí el archivo.
file-play-song = Escuchar la canción
file-choose = Elegir una grabación
file-chosen = Tu grabación: { $name }
file-not-audio = No conocemos ese tipo de audio. Lo que graba tu móvil sí funciona.
file-too-big = El archivo es demasiado grande. Como máximo, { $megabytes } MB.
file-too-long =
    { $seconds ->
        [one] Es demasiado largo. Como máximo, { $seconds } segundo.
        [many] Es demasiado largo. Como máximo, { $seconds } de segundos.
       *[other] Es demasiado largo. Como máximo, { $seconds } segundos.
    }
file-too-short = Es más corto que el estribillo. ¡Cántalo hasta el final!

## Los auriculares

headphones-title = ¿Tienes auriculares?
headphones-lead = Con auriculares solo te oímos a ti, y sonarás mejor que nunca.
headphones-yes = Sí, puestos
headphones-no = No, por el altavoz
headphones-bluetooth = Mejor con cable. El Bluetooth va bien para escuchar, pero canta al micrófono del móvil.
headphones-speaker = ¿Sin auriculares? Baja la canción hasta que apenas la oigas.
headphones-volume = Ajusta ahora el volumen: así de fuerte sonará la canción.
headphones-listen = Escuchar un trozo
headphones-bleed = Oímos la canción en tu micrófono. ¿Están bien conectados los auriculares?

## Cantar

sing-title = ¡Te toca!
sing-lead = Cuatro clics y a cantar. Ponte de pie si quieres: ¡ayuda!
sing-start = Cantar
sing-loading = Cargando la canción…
sing-get-ready = Prepárate…
sing-now = ¡Canta!
sing-nearly-done = Ya casi está…
sing-done = ¡Menuda voz!
sing-stop = Parar
sing-lyrics-label = Letra de la canción
interrupted-title = Se ha cortado
interrupted-text = Se ha cruzado una llamada u otra app. No se ha guardado nada. ¡Cántalo otra vez!
hidden-title = Has salido de la página
hidden-text = La grabación se para si esta página no está a la vista. No se ha guardado nada. ¡Cántalo otra vez!
stopped-title = Parado
stopped-text = No se ha guardado nada. Cuando quieras.
sing-again = Cantar otra vez

## Después de cantar

take-quiet = Ha quedado bastante bajo. Acércate y cántalo otra vez, si quieres.
take-loud = Se ha distorsionado un poco: demasiado fuerte para el micrófono. Aléjate y cántalo otra vez, si quieres.
take-bleed = Se oye la canción detrás de tu voz. Con auriculares quedaría mejor.
take-silent = No hemos oído nada. Revisa el micrófono y cántalo otra vez.
listen-title = Escúchate entre la multitud
listen-lead = Eres tú, con la canción y el coro.
listen-preparing = Poniéndote en la mezcla…
listen-play = Escuchar
listen-pause = Pausa
listen-choice-label = Lo que oyes
listen-crowd = Con la multitud
listen-alone = Solo yo
listen-keep = Me la quedo
listen-again = Otra vez

## El envío

upload-label = Enviando tu voz
upload-progress = Enviando… { $percent } %
upload-offline = No tienes conexión. Seguiremos en cuanto vuelvas.
upload-waiting =
    { $seconds ->
        [one] No hay respuesta. Otro intento en { $seconds } segundo.
        [many] No hay respuesta. Otro intento en { $seconds } de segundos.
       *[other] No hay respuesta. Otro intento en { $seconds } segundos.
    }
upload-stay = Tu voz aún está en camino. Espera un momento.
resume-title = ¡Qué bien que vuelvas!
resume-text = Tu última toma sigue en este dispositivo, pero todavía no nos ha llegado.
resume-send = Enviarla
resume-discard = Tirarla

## El consentimiento

consent-title = ¿Podemos usar tu voz?
consent-lead = Tú decides. Sin tu sí no se usa nada.
consent-voice = Sí, usad mi voz en la grabación de «{ $song }», en todas sus versiones, en todo el mundo y sin pagarme. Puedo retirarla con mi enlace privado, pero de una canción ya publicada no se puede quitar.
consent-name = Sí, mostrad mi nombre en mi portada y en mi página. Quien tenga el enlace puede verlo.
consent-age = Tengo 16 años o más.
consent-version = Versión de este texto: { $version }
consent-send = Enviar mi voz
consent-refuse = No, borrar todo
consent-refused = Todo borrado. No hemos guardado nada tuyo.
# Shown instead where the network is away.
consent-refused-later = Borrado aquí. Lo que ya nos había llegado se borrará en cuanto tengas conexión.
privacy-title = Qué pasa con tus datos
# Before the yes
privacy-sent = Mientras cantas, tu voz ya viaja hacia nosotros. Sin tu permiso se borra en un día.
privacy-stored = Guardamos tu grabación con algunos datos técnicos, tu nombre y tu equipo si los has puesto, y tu sí con la hora y el idioma.
privacy-how-long = Los guardamos hasta que los borres, o hasta que acabe la campaña y la canción esté lista.
privacy-no-trackers = Sin cookies, sin rastreadores, sin publicidad. No vendemos nada a nadie.
privacy-no-identification = Para nosotros tu voz es música. Nunca la usamos para averiguar quién es nadie.
privacy-device = Hasta que tu voz llegue, también se guarda en este dispositivo. Después se borra de aquí.
privacy-delete = Tu enlace privado borra al momento tu grabación, tu portada y tu página.

## La portada y compartir

thanks-title = ¡Ya estás dentro!
thanks-lead = Gracias. Tu voz ha llegado. Aquí tienes tu portada: ¡presume de ella!
cover-alt = Tu portada: { $who } canta en «{ $song }»
cover-failed = Ahora mismo no podemos mostrar tu portada. Tu voz está a salvo.
share = Compartir
share-message = Estoy cantando en «{ $song }» con aficionados de todas partes. ¡Ahora tú!
download-title = Guarda tu portada
download-square = Cuadrada
download-wide = Ancha
download-story = Historia
open-page = Abrir tu página
delete-title = Tu enlace privado
delete-text = Guarda bien este enlace: solo lo mostramos una vez. Con él puedes borrarlo todo cuando quieras. ¡No lo compartas!
delete-copy = Copiar enlace privado
delete-open = Borrar todo ahora
next-singer = Quiere cantar otra persona

## Los errores

error-missing = Rellena este campo.
error-wrong-type = Aquí hay algo raro. Rellénalo otra vez.
error-bad-length = Usa de 1 a { $max } caracteres.
error-bad-characters = Algunos de estos caracteres no se pueden mostrar. Quítalos, por favor.
error-bad-word = Eso no podemos imprimirlo. ¿De qué otra forma te llamamos?
error-not-a-country = No conocemos ese país.
error-not-a-team = Elige un equipo de la lista.
error-consent-required = Sin tu sí no podemos usar tu voz.
error-age-required = Hay que tener 16 años o más para participar.
error-out-of-range = Es más o menos de lo que podemos aceptar.
error-content-type-unsupported = No podemos leer este tipo de grabación.
error-not-audio = Eso no es una grabación que podamos leer.
error-content-mismatch = Ese archivo no es lo que dice ser. Elige otro, por favor.
error-too-many-bytes = Esta grabación es demasiado grande.
error-hash-mismatch = Algo se ha perdido por el camino. Envíalo otra vez.
error-size-mismatch = Falta un trozo de la grabación. Envíala otra vez.
error-upload-gone = Ha tardado demasiado y hemos tenido que soltarla. Cántalo otra vez.
error-take-withdrawn = Esta grabación se ha borrado.
error-take-unknown = Ya no encontramos esta grabación. Cántalo otra vez.
error-upload-busy = Tu voz se está enviando desde otra pestaña. Espera un momento.
error-too-many-requests = Demasiado rápido. Un momento, por favor.
error-busy = Ahora mismo canta el mundo entero. Enseguida estamos contigo.
error-storage-full = El estudio está lleno ahora mismo. Lo intentamos otra vez enseguida.
error-storage-unavailable = El estudio no responde. Lo intentamos otra vez enseguida.
error-budget-spent = El coro está completo por ahora. Vuelve más tarde.
error-internal = Ha sido culpa nuestra. Vuelve a intentarlo.
error-network = Sin conexión. ¿Tu móvil está en línea?
error-unknown = No ha funcionado. Vuelve a intentarlo.
error-device-full = Tu dispositivo está lleno y no podemos poner tu toma a salvo mientras se envía. Deja esta página abierta.
error-retry-in =
    { $seconds ->
        [0] Otro intento…
        [one] Otro intento en { $seconds } segundo.
        [many] Otro intento en { $seconds } de segundos.
       *[other] Otro intento en { $seconds } segundos.
    }
