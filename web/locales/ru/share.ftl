### Что говорит сама служба. Что значит каждое сообщение: en/share.ftl.

## Обложка

cover-line = Один голос из миллиона

## Страница записи

share-page-title = { $who } поёт в «{ $song }»
share-page-description = Болельщики со всего света вместе поют припев «{ $song }». Добавь свой голос: две минуты, с телефона.
share-page-lead = Один голос из многих. Не хватает только твоего!
share-page-cover-alt = Обложка: { $who } поёт в «{ $song }»
share-page-sung-on = Спето { DATETIME($date) }
share-page-voices =
    { $count ->
        [one] Пока здесь { $count } голос
        [few] Пока здесь { $count } голоса
        [many] Пока здесь { $count } голосов
       *[other] Пока здесь { $count } голоса
    }
share-page-sing = Спеть тоже
share-page-share = Поделиться
share-page-copy = Копировать ссылку
share-page-copied = Скопировано!
share-page-download = Сохранить обложку
share-page-message = А твой голос уже есть в «{ $song }»?
share-somebody = Кто-то
share-page-yours = Это твой голос? Личная ссылка удалит его вместе с этой страницей.
share-unknown-title = Здесь ничего нет
share-unknown-text = Ссылка неполная или голос ещё не дошёл.
share-gone-title = Этот голос покинул хор
share-gone-text = Он удалён вместе с обложкой. Но для твоего место есть!

## Страница удаления

erase-title = Удалить твою запись?
erase-text = Запись, обложка и страница удалятся сразу, и в следующем сведении твоего голоса не будет. Из песни, которая уже вышла, его не убрать. Отменить это нельзя.
erase-button = Да, удалить всё
erase-keep = Нет, оставить
erase-gone-title = Всё удалено
erase-gone-text = От твоей записи здесь ничего не осталось, и в следующем сведении твоего голоса не будет. Спасибо за песню!
erase-unknown-title = Ссылка не работает
erase-unknown-text = Может быть, она обрезана. Скопируй её целиком, как мы её показали.
erase-failed-title = Не получилось
erase-failed-text = Твоя запись ещё не удалена. Попробуй снова через минуту.

## Страницы, которых нет

not-found-title = Офсайд!
not-found-text = Такой страницы нет.
not-found-home = Назад в студию
