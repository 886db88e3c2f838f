import type { VisitorMessageKey } from '../en/visitor.js';
import type { Messages } from '../messages.js';

/** Italian for the visitor's elements. */
export const visitorMessagesIt: Messages<VisitorMessageKey> = {
  'engagement.launcher': 'Richiamatemi subito',
  'engagement.launcher-open': 'La tua richiamata',
  'engagement.open-mark': 'La tua richiesta è aperta.',
  'engagement.title': 'Come preferisci parlarci?',
  'engagement.channel': 'Richiamatemi subito',
  'engagement.channel-hint': 'Lascia il tuo numero e ti chiamiamo noi.',
  'engagement.channel-open': 'La tua richiamata',
  'engagement.channel-open-hint': 'Guarda a che punto è la tua richiesta.',
  'engagement.form-title': 'Ti richiamiamo noi',
  'engagement.status-title': 'La tua richiamata',
  'engagement.back': 'Indietro',
  'engagement.close': 'Chiudi',
  'engagement.loading': 'Un momento …',
  'engagement.failed': 'Questa parte non si è caricata. Controlla la connessione e riprova.',
  'engagement.retry': 'Riprova',

  'form.name': 'Il tuo nome',
  'form.region': 'Paese o regione del numero',
  'form.number': 'Numero di telefono',
  'form.privacy': 'Informativa sulla privacy',
  'form.privacy-new-tab': '(si apre in una nuova scheda)',
  'form.submit': 'Richiamatemi subito',
  'form.submit-again': 'Riprova',
  'form.busy': 'Invio …',
  'form.slow': 'Ci vuole più del solito. Attendi ancora un momento.',
  'form.done-title': 'Abbiamo ricevuto la tua richiesta',
  'form.done-text': 'Tieni il telefono a portata di mano. Ti chiamiamo appena possibile.',

  'form.name-missing': 'Dicci il tuo nome, così sappiamo di chi chiedere.',
  'form.name-too-long': 'Questo nome è troppo lungo. Usa al massimo {max} caratteri.',
  'form.number-missing': 'Dicci il numero che dobbiamo chiamare.',
  'form.number-not-a-number': 'Questo non è un numero di telefono. Usa le cifre.',
  'form.number-too-short': 'Questo numero è troppo corto. Manca qualche cifra?',
  'form.number-too-long': 'Questo numero è troppo lungo. C’è qualche cifra di troppo?',
  'form.number-invalid': 'Questo numero non esiste. Controlla il Paese e ogni cifra.',
  'form.number-invalid-length': 'Lì nessun numero ha questa lunghezza. Controlla ogni cifra.',
  'form.number-invalid-country': 'Nessun Paese ha questo prefisso. Controlla le cifre dopo il più.',
  'form.number-unusual': 'Questo numero sembra insolito. È giusto?',
  'form.submit-unusual': 'Sì, chiamate questo numero',
  'form.number-region-refused': 'Non chiamiamo numeri di questo Paese. Dacci un altro numero.',
  'form.number-network-refused':
    'Non chiamiamo telefoni satellitari e altre reti senza Paese. Dacci un altro numero.',
  'form.number-prefix-refused': 'Non chiamiamo numeri che cominciano così. Dacci un altro numero.',
  'form.number-fixed-line-refused': 'Non chiamiamo telefoni fissi. Dacci un altro numero.',
  'form.number-mobile-refused': 'Non chiamiamo cellulari. Dacci un altro numero.',
  'form.number-fixed-line-or-mobile-refused':
    'Non chiamiamo numeri di questo tipo. Dacci un altro numero.',
  'form.number-toll-free-refused': 'Non chiamiamo numeri verdi. Dacci il tuo numero.',
  'form.number-premium-rate-refused':
    'Questo è un numero a pagamento, e non chiamiamo numeri così. Dacci un altro numero.',
  'form.number-shared-cost-refused':
    'Questo è un numero a costo ripartito, e non chiamiamo numeri così. Dacci un altro numero.',
  'form.number-voip-refused': 'Non chiamiamo numeri internet. Dacci un altro numero.',
  'form.number-personal-refused':
    'Questo è un numero di inoltro che può costare molto, e non chiamiamo numeri così. Dacci un altro numero.',
  'form.number-pager-refused':
    'Questo è un cercapersone: lì non si può parlare. Dacci un altro numero.',
  'form.number-uan-refused':
    'Questo è il numero unico di un’azienda. Dacci un numero a cui rispondi tu.',
  'form.number-voicemail-refused':
    'Questa è una segreteria: lì non si può parlare. Dacci un altro numero.',
  'form.consent-missing': 'Ci serve il tuo consenso prima di poterti chiamare.',
  'form.consent-too-long':
    'Questo testo è troppo lungo per inviare il tuo consenso. Segnalalo al sito.',
  'form.consent-changed': 'Questo testo è cambiato. Rileggilo e spunta di nuovo la casella.',
  'form.context-too-many': 'Questo modulo ha troppi campi da inviare. Segnalalo al sito.',
  'form.context-name-too-long': 'Un campo di questo modulo non si può inviare. Segnalalo al sito.',
  'form.context-value-too-long': '{field}: troppo lungo. Usa al massimo {max} caratteri.',
  'form.extra-invalid': '{field}: {message}',

  'form.estimated-wait': 'Di solito richiamiamo entro {wait}.',
  'form.agents-busy':
    'In questo momento siamo tutti al telefono. Ti chiamiamo appena uno di noi si libera.',
  'form.later': 'Al momento non c’è nessuno. Riapriamo: {time}.',
  'form.closed': 'Al momento non c’è nessuno. Torna più tardi.',
  'form.rules-missing':
    'Non abbiamo potuto controllare il numero qui. Lo controlliamo quando lo invii.',

  'form.failure-offline':
    'Sembra che tu non sia in linea. Nulla è andato perso: connettiti a internet e riprova.',
  'form.failure-timeout':
    'Non abbiamo avuto risposta in tempo. Riprova: non verrai chiamato due volte per questo.',
  'form.failure-unavailable': 'Il nostro servizio ha un problema. Riprova tra un momento.',
  'form.failure-rate-limited':
    'Sono arrivate troppe richieste da qui. Aspetta qualche minuto e riprova.',
  'form.failure-refused':
    'Non possiamo chiamare questo numero. Riprovare non serve; un altro numero forse sì.',
  'form.failure-forbidden':
    'Questa pagina non può chiedere chiamate. Riprovare non serve; contattaci in un altro modo.',
  'form.failure-key-reused':
    'Una richiesta precedente da qui era diversa. Controlla i dati e inviali ancora una volta.',
  'form.failure-malformed':
    'Il nostro servizio non ha accettato questi dati. Controllali e riprova.',
  'form.failure-no-service':
    'Su questa pagina la richiamata non è configurata. Contattaci in un altro modo.',
  'form.failure-unknown': 'Qualcosa non ha funzionato da parte nostra. Riprovare può servire.',

  'status.loading': 'Cerchiamo la tua richiesta …',
  'status.steps': 'Avanzamento della tua richiesta',
  'status.step-requested': 'Richiesta',
  'status.step-calling': 'Ti chiamiamo',
  'status.step-connected': 'In linea',
  'status.step-done': '(fatto)',

  'status.scheduled-title': 'La tua chiamata è prevista',
  'status.scheduled-text': 'Ti chiamiamo all’ora che hai scelto.',
  'status.scheduled-at-text': 'La tua chiamata: {time}.',
  'status.waiting-title': 'Abbiamo la tua richiesta',
  'status.waiting-text': 'Ti chiamiamo a breve. Tieni il telefono a portata di mano.',
  'status.tried-title': 'Abbiamo provato a chiamarti',
  'status.maybe-text': 'Forse riproveremo. Tieni il telefono a portata di mano.',
  'status.tried-text': 'Riproviamo a breve. Tieni il telefono a portata di mano.',
  'status.tried-at-text': 'Prossimo tentativo: {time}. Tieni il telefono a portata di mano.',
  'status.tried-busy': 'La tua linea era occupata.',
  'status.tried-no-answer': 'Non ha risposto nessuno.',
  'status.tried-voicemail': 'Ha risposto la segreteria.',
  'status.tried-rejected': 'La chiamata è stata rifiutata.',
  'status.tried-failed': 'La chiamata non è andata a buon fine.',
  'status.accepted-title': 'Qualcuno si prepara a chiamarti',
  'status.accepted-text': 'Tieni il telefono a portata di mano.',
  'status.dialing-title': 'Ti stiamo chiamando',
  'status.dialing-text': 'Tieni il telefono a portata di mano.',
  'status.dialing-from-text':
    'La chiamata arriva da {number}. Tieni il telefono a portata di mano.',
  'status.ringing-title': 'Il tuo telefono squilla',
  'status.ringing-text': 'Rispondi, per favore.',
  'status.ringing-from-text': 'La chiamata arriva da {number}. Rispondi, per favore.',
  'status.connected-title': 'Sei in linea',
  'status.connected-text': 'Buona conversazione.',
  'status.held-title': 'Sei in attesa',
  'status.held-text': 'Resta in linea. Torniamo subito.',
  'status.reconnecting-title': 'La chiamata è interrotta',
  'status.reconnecting-text': 'Resta in linea. Cerchiamo di ripristinare l’audio.',
  'status.unreachable-text':
    'Abbiamo perso la persona con cui parli. Resta in linea; se non senti nulla ti richiamiamo.',

  'status.completed-title': 'La chiamata è finita',
  'status.completed-text': 'Grazie per averci parlato.',
  'status.visitor-canceled-title': 'Hai annullato la richiesta',
  'status.visitor-canceled-text': 'Non ti chiameremo.',
  'status.agent-canceled-title': 'Abbiamo interrotto la chiamata',
  'status.agent-canceled-text':
    'Abbiamo riattaccato prima della tua risposta. Puoi chiedere di nuovo.',
  'status.expired-title': 'Nessuno ha potuto chiamarti in tempo',
  'status.expired-text': 'Ci dispiace. Puoi chiedere di nuovo.',
  'status.no-agents-title': 'Ora non è disponibile nessuno',
  'status.no-agents-text': 'Ci dispiace. Chiedi di nuovo più tardi.',
  'status.busy-title': 'La tua linea era occupata',
  'status.busy-text': 'Non siamo riusciti a raggiungerti. Puoi chiedere di nuovo a linea libera.',
  'status.no-answer-title': 'Non ti abbiamo raggiunto',
  'status.no-answer-text':
    'Il telefono ha squillato, ma nessuno ha risposto. Puoi chiedere di nuovo.',
  'status.voicemail-title': 'Ha risposto la segreteria',
  'status.voicemail-text': 'Nessuno ha risposto di persona. Puoi chiedere di nuovo.',
  'status.invalid-number-title': 'Questo numero non funziona',
  'status.invalid-number-text': 'La rete non lo conosce. Chiedi di nuovo con un altro numero.',
  'status.rejected-title': 'Il tuo telefono ha rifiutato la chiamata',
  'status.rejected-text': 'L’hai rifiutata tu o un filtro del telefono. Puoi chiedere di nuovo.',
  'status.media-failed-title': 'La chiamata era senza audio',
  'status.media-failed-text': 'Qualcosa non ha funzionato da parte nostra. Puoi chiedere di nuovo.',
  'status.network-failed-title': 'La chiamata è caduta',
  'status.network-failed-text': 'La connessione si è persa. Puoi chiedere di nuovo.',
  'status.refused-title': 'Non possiamo chiamare questo numero',
  'status.refused-text': 'Le nostre regole non lo permettono. Un altro numero può funzionare.',
  'status.transferred-title': 'Ti abbiamo passato a qualcun altro',
  'status.transferred-text': 'Ti abbiamo messo in contatto con un’altra persona.',
  'status.duplicate-title': 'Hai già chiesto',
  'status.duplicate-text':
    'C’è già una richiesta aperta per questo numero: ti chiamiamo per quella.',
  'status.by-agent': 'Abbiamo riattaccato noi.',
  'status.by-visitor': 'Hai riattaccato tu.',
  'status.by-system': 'La linea è stata chiusa.',

  'status.lost':
    'Abbiamo perso la connessione al nostro servizio. La tua richiesta resta valida; ci riproviamo.',
  'status.not-found-title': 'Non troviamo questa richiesta',
  'status.not-found-text': 'Forse è troppo vecchia. Puoi chiedere di nuovo.',
  'status.forbidden-title': 'Questa richiesta non si può mostrare qui',
  'status.forbidden-text': 'È stata fatta altrove. Puoi chiedere di nuovo.',
  'status.expired-receipt-title': 'Questa richiesta è troppo vecchia',
  'status.expired-receipt-text': 'Non possiamo più mostrarne l’esito. Puoi chiedere di nuovo.',
  'status.unavailable-title': 'Ora non vediamo la tua richiesta',
  'status.unavailable-text': 'La tua richiesta resta valida. Continuiamo a provare.',
  'status.no-service-title': 'Qui non vediamo la tua richiesta',
  'status.no-service-text':
    'Su questa pagina la richiamata non è configurata. La tua richiesta resta valida.',
  'status.retry': 'Riprova ora',
  'status.cancel': 'Annulla la richiesta',
  'status.canceling': 'Annullamento …',
  'status.too-late': 'È troppo tardi per annullare: la chiamata ha avuto risposta o è finita.',
  'status.cancel-failed': 'L’annullamento non è arrivato. La richiesta resta valida; riprova.',
  'status.cancel-timeout':
    'Non abbiamo avuto risposta in tempo. La richiesta può essere ancora valida: riprova ad annullarla.',
  'status.again': 'Chiedi di nuovo',
};
