### O que diz o próprio serviço. O que significa cada mensagem: en/share.ftl.

## A capa

cover-line = Uma voz num milhão

## A página de uma gravação

share-page-title = { $who } canta em “{ $song }”
share-page-description = Adeptos de todo o lado cantam juntos o refrão de “{ $song }”. Junta a tua voz: dois minutos, no telemóvel.
share-page-lead = Uma voz entre muitas. Só falta a tua!
share-page-cover-alt = Capa: { $who } canta em “{ $song }”
share-page-sung-on = Cantado a { DATETIME($date) }
share-page-voices =
    { $count ->
        [one] Já há { $count } voz
        [many] Já há { $count } de vozes
       *[other] Já há { $count } vozes
    }
share-page-sing = Cantar também
share-page-share = Partilhar
share-page-copy = Copiar ligação
share-page-copied = Copiado!
share-page-download = Guardar a capa
share-page-message = Já cantaste em “{ $song }”?
share-somebody = Alguém
share-page-yours = É a tua voz? A tua ligação privada apaga-a, e esta página também.
share-unknown-title = Não há nada aqui
share-unknown-text = Esta ligação não está completa, ou a voz ainda não chegou.
share-gone-title = Esta voz deixou o coro
share-gone-text = Foi apagada, e a capa com ela. Mas há lugar para a tua!

## A página para apagar

erase-title = Apagar a tua gravação?
erase-text = A gravação, a capa e a página são apagadas de imediato, e a tua voz fica fora da próxima mistura. De uma canção que já saiu não se pode tirar ninguém. Isto não se pode desfazer.
erase-button = Sim, apagar tudo
erase-keep = Não, manter tudo
erase-gone-title = Tudo apagado
erase-gone-text = Não resta aqui nada da tua gravação, e a tua voz não vai estar na próxima mistura. Obrigado por cantares!
erase-unknown-title = Esta ligação não funciona
erase-unknown-text = Talvez tenha sido cortada. Copia a ligação inteira, tal como ta mostrámos.
erase-failed-title = Não resultou
erase-failed-text = A tua gravação ainda não foi apagada. Tenta de novo daqui a um minuto.

## Páginas que não existem

not-found-title = Fora de jogo!
not-found-text = Não há aqui nenhuma página.
not-found-home = Voltar ao estúdio
