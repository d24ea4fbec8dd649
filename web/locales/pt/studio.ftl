### O que diz a página do estúdio. O que significa cada mensagem: en/studio.ftl. É português europeu.

## O documento e o que está em cada ecrã

document-title = Canta em “{ $song }”
document-description = Canta um refrão no teu telemóvel e junta-te a um coro de adeptos de todo o lado. São dois minutos. Sem app, sem conta.
no-script = O estúdio precisa de JavaScript para te ouvir. Ativa-o e recarrega a página.
loading = Um momento…
skip-to-content = Ir direto para o estúdio
language-menu = Língua
step-of = Passo { $step } de { $steps }
continue = Continuar
back = Voltar
try-again = Tentar de novo

## Boas-vindas e língua

welcome-title = Uma canção. Um milhão de vozes. A tua.
welcome-lead = Canta o refrão de “{ $song }” no teu telemóvel. Nós pomos a tua voz no meio da multidão.
welcome-facts = Dois minutos · sem app · sem conta
welcome-start = Vamos cantar
voices-so-far =
    { $count ->
        [0] Sê a primeira voz de todas.
        [one] Já há { $count } voz. Junta a tua!
        [many] Já há { $count } de vozes. Junta a tua!
       *[other] Já há { $count } vozes. Junta a tua!
    }

## Nome e equipa

who-title = Quem canta?
who-name-label = O teu nome
who-name-hint = Tal como vai ficar na tua capa. Pode ser uma alcunha, { $max } caracteres no máximo.
who-name-optional = Podes deixar em branco.
who-name-held = Este nome só aparece nas nossas galerias depois de lhe darmos uma vista de olhos.
who-team-label = A tua equipa
who-team-choose = Escolhe uma equipa
who-team-none = Estou aqui pela música

## A ideia

premise-title = Funciona assim
premise-lead = Ouves a canção, cantas o refrão uma vez e nós juntamos a tua voz à de toda a gente.
film-label = Vídeo: como funciona
film-transcript = O vídeo por palavras
film-failed = O vídeo não dá aqui. Não faz mal: podes seguir em frente.
premise-continue = Percebi, conta comigo
film-1 = Uma canção. Um refrão.
film-2 = Um coro maior do que um estádio.
film-3 = Só faltas tu.
film-4 = Auscultadores postos, telemóvel na mão.
film-5 = Canta alto. Canta à tua maneira.
film-6 = A tua voz, no meio de todas.

## O microfone

mic-title = Ouvimos-te?
mic-lead = O navegador vai pedir o microfone. Nada é gravado antes de tocares em “Cantar”.
mic-allow = Ligar o microfone
mic-asking = Toca em “Permitir”, por favor.
mic-check-title = Canta uma nota, bem alto
mic-check-lead = Segura o telemóvel a um palmo, tal como vais fazer depois.
mic-level-silent = Ainda não ouvimos nada.
mic-level-quiet = Um pouco baixo. Aproxima-te ou canta mais alto!
mic-level-loud = Alto demais, está a estalar. Afasta-te um pouco.
mic-level-good = Soa bem.
mic-continue-anyway = Continuar mesmo assim
mic-device-label = Microfone
mic-device-unnamed = Microfone { $number }
mic-bluetooth = O microfone dos teus auscultadores Bluetooth soa a chamada. Se puderes, escolhe o microfone do telemóvel.
mic-processing = O navegador altera um pouco o som e não o conseguimos impedir. Podes cantar na mesma; talvez outro navegador soe melhor.
mic-denied-title = O microfone está bloqueado
mic-denied-text = Toca no ícone ao lado do endereço, permite o microfone nesta página e tenta de novo.
mic-none-title = Nenhum microfone encontrado
mic-none-text = Liga um e tenta de novo, ou abre esta página no telemóvel.
mic-busy-title = O microfone está ocupado
mic-busy-text = Outra app está a usá-lo, talvez uma chamada. Fecha-a e tenta de novo.
mic-unsupported-title = Este navegador não consegue gravar
mic-unsupported-text = Abre esta página no Safari, no Chrome ou no Firefox, ou envia-nos uma gravação já feita.
mic-in-app-title = Abre no teu navegador
mic-in-app-text = Estás dentro de outra app, que guarda o microfone só para ela. Abre o menu dela e escolhe “Abrir no navegador”, ou copia a ligação.
copy-link = Copiar ligação
copied = Copiado!
copy-by-hand = Toca sem largar para copiar.

## Um ficheiro em vez do microfone

file-instead = Enviar antes uma gravação
file-title = Envia a tua gravação
file-lead = Ouve a canção com auscultadores, canta o refrão no gravador do telemóvel e escolhe aqui o ficheiro.
file-play-song = Ouvir a canção
file-choose = Escolher uma gravação
file-chosen = A tua gravação: { $name }
file-not-audio = Não conhecemos este tipo de som. O que o gravador do telemóvel faz funciona.
file-too-big = O ficheiro é grande demais. No máximo, { $megabytes } MB.
file-too-long =
    { $seconds ->
        [one] É longo demais. No máximo, { $seconds } segundo.
        [many] É longo demais. No máximo, { $seconds } de segundos.
       *[other] É longo demais. No máximo, { $seconds } segundos.
    }
file-too-short = É mais curto do que o refrão. Canta-o até ao fim!

## Os auscultadores

headphones-title = Tens auscultadores?
headphones-lead = Com auscultadores só te ouvimos a ti, e vais soar muito melhor.
headphones-yes = Sim, já os pus
headphones-no = Não, pelo altifalante
headphones-bluetooth = Com fio é melhor. O Bluetooth serve para ouvir, mas canta para o microfone do telemóvel.
headphones-speaker = Sem auscultadores? Baixa a canção até mal a ouvires.
headphones-volume = Ajusta agora o volume: a canção vai tocar assim.
headphones-listen = Ouvir um bocadinho
headphones-bleed = Ouvimos a canção no teu microfone. Os auscultadores estão bem ligados?

## Cantar

sing-title = É a tua vez!
sing-lead = Quatro cliques e depois canta. De pé, se quiseres: ajuda!
sing-start = Cantar
sing-loading = A carregar a canção…
sing-get-ready = Prepara-te…
sing-now = Canta!
sing-nearly-done = Está quase…
sing-done = Que voz!
sing-stop = Parar
sing-lyrics-label = Letra da canção
interrupted-title = Foi interrompido
interrupted-text = Meteu-se uma chamada ou outra app. Nada ficou guardado. Canta outra vez!
hidden-title = Saíste da página
hidden-text = A gravação para quando esta página não está à vista. Nada ficou guardado. Canta outra vez!
stopped-title = Parado
stopped-text = Nada ficou guardado. Quando quiseres.
sing-again = Cantar outra vez

## Depois de cantar

take-quiet = Ficou bastante baixo. Aproxima-te e canta outra vez, se quiseres.
take-loud = Estalou um pouco: alto demais para o microfone. Afasta-te e canta outra vez, se quiseres.
take-bleed = Ouve-se a canção por trás da tua voz. Com auscultadores ficava melhor.
take-silent = Não ouvimos nada. Verifica o microfone e canta outra vez.
listen-title = Ouve-te no meio da multidão
listen-lead = És tu, com a canção e o coro.
listen-preparing = A juntar-te à mistura…
listen-play = Ouvir
listen-pause = Pausa
listen-choice-label = O que ouves
listen-crowd = Com a multidão
listen-alone = Só eu
listen-keep = Fico com esta
listen-again = Mais uma vez

## O envio

upload-label = A enviar a tua voz
upload-progress = A enviar… { $percent }%
upload-offline = Não tens ligação. Continuamos assim que voltares.
upload-waiting =
    { $seconds ->
        [one] Sem resposta. Nova tentativa daqui a { $seconds } segundo.
        [many] Sem resposta. Nova tentativa daqui a { $seconds } de segundos.
       *[other] Sem resposta. Nova tentativa daqui a { $seconds } segundos.
    }
upload-stay = A tua voz ainda vai a caminho. Fica só um momento.
resume-title = Que bom ver-te de volta!
resume-text = A tua última gravação ainda está neste aparelho, mas ainda não chegou até nós.
resume-send = Enviar
resume-discard = Deitar fora

## O consentimento

consent-title = Podemos usar a tua voz?
consent-lead = Tu decides. Sem o teu sim, nada é usado.
consent-voice = Sim, usem a minha voz na gravação de “{ $song }”, em todas as suas versões, em todo o mundo e sem pagamento. Posso retirá-la com a minha ligação privada, mas de uma canção que já saiu não se pode tirar ninguém.
consent-name = Sim, mostrem o meu nome na minha capa e na minha página. Quem tiver a ligação pode vê-lo.
consent-age = Tenho 16 anos ou mais.
consent-version = Versão deste texto: { $version }
consent-send = Enviar a minha voz
consent-refuse = Não, apagar tudo
consent-refused = Tudo apagado. Não ficou nada teu guardado.
# Shown instead where the network is away.
consent-refused-later = Apagado aqui. O que já nos tinha chegado é apagado assim que estiveres online.
privacy-title = O que acontece aos teus dados
# Before the yes
privacy-sent = Enquanto cantas, a tua voz já vem a caminho. Sem o teu sim, é apagada no prazo de um dia.
privacy-stored = Guardamos a tua gravação com alguns dados técnicos, o teu nome e a tua equipa se os deste, e o teu sim com a hora e a língua.
privacy-how-long = Guardamo-los até os apagares, ou até a campanha acabar e a canção estar pronta.
privacy-no-trackers = Sem cookies, sem rastreadores, sem publicidade. Não vendemos nada a ninguém.
privacy-no-identification = Para nós, a tua voz é música. Nunca a usamos para descobrir quem é alguém.
privacy-device = Até a tua voz chegar, fica também guardada neste aparelho. Depois é apagada daqui.
privacy-delete = A tua ligação privada apaga logo a gravação, a capa e a página.

## A capa e a partilha

thanks-title = Já estás dentro!
thanks-lead = Obrigado! A tua voz já chegou. Aqui está a tua capa: mostra-a!
cover-alt = A tua capa: { $who } canta em “{ $song }”
cover-failed = Agora não conseguimos mostrar a tua capa. A tua voz está segura.
share = Partilhar
share-message = Estou a cantar em “{ $song }” com adeptos de todo o lado. Agora tu!
download-title = Guarda a tua capa
download-square = Quadrada
download-wide = Larga
download-story = História
open-page = Abrir a tua página
delete-title = A tua ligação privada
delete-text = Guarda bem esta ligação: só a mostramos uma vez. Com ela podes apagar tudo, quando quiseres. Não a partilhes!
delete-copy = Copiar ligação privada
delete-open = Apagar tudo agora
next-singer = Há mais alguém que quer cantar

## Os erros

error-missing = Preenche este campo.
error-wrong-type = Há aqui qualquer coisa errada. Preenche outra vez.
error-bad-length = Usa entre 1 e { $max } caracteres.
error-bad-characters = Alguns destes caracteres não se podem mostrar. Tira-os, por favor.
error-bad-word = Isso não podemos imprimir. Que outro nome te podemos dar?
error-not-a-country = Não conhecemos este país.
error-not-a-team = Escolhe uma equipa da lista.
error-consent-required = Sem o teu sim não podemos usar a tua voz.
error-age-required = É preciso ter 16 anos ou mais para participar.
error-out-of-range = É mais ou menos do que podemos aceitar.
error-content-type-unsupported = Não conseguimos ler este tipo de gravação.
error-not-audio = Isto não é uma gravação que consigamos ler.
error-content-mismatch = Este ficheiro não é o que diz ser. Escolhe outro, por favor.
error-too-many-bytes = Esta gravação é grande demais.
error-hash-mismatch = Perdeu-se alguma coisa pelo caminho. Envia outra vez.
error-size-mismatch = Falta um bocado da gravação. Envia outra vez.
error-upload-gone = Demorou demais e tivemos de a largar. Canta outra vez.
error-take-withdrawn = Esta gravação foi apagada.
error-take-unknown = Já não encontramos esta gravação. Canta outra vez.
error-upload-busy = A tua voz está a ser enviada noutro separador. Espera um momento.
error-too-many-requests = Foi um bocado rápido. Um momento, por favor.
error-busy = O mundo inteiro está a cantar. Já te atendemos.
error-storage-full = O estúdio está cheio neste momento. Já tentamos outra vez.
error-storage-unavailable = O estúdio não responde. Já tentamos outra vez.
error-budget-spent = Por agora o coro está completo. Volta mais tarde.
error-internal = A culpa foi nossa. Tenta outra vez.
error-network = Sem ligação. O teu telemóvel está em linha?
error-unknown = Não resultou. Tenta outra vez.
error-device-full = O teu aparelho está cheio e não conseguimos guardar a gravação durante o envio. Deixa esta página aberta.
error-retry-in =
    { $seconds ->
        [0] Nova tentativa…
        [one] Nova tentativa daqui a { $seconds } segundo.
        [many] Nova tentativa daqui a { $seconds } de segundos.
       *[other] Nova tentativa daqui a { $seconds } segundos.
    }
