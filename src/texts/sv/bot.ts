import type { Catalogue } from "../catalogue.ts";

const ENABLE = 'Någon med rollen Admin kan skriva "enable" för att tillåta det i den här konversationen.';
const OPEN_CHAT =
  "Leta upp mig under Appar i Teams, lägg till eller avblockera mig och säg hej i vår 1:1-chatt; skicka sedan kommandot igen.";

const IN_PRIVATE = {
  there: "Detta är bara för dig: jag har svarat i vår 1:1-chatt.",
  follows:
    "Detta är bara för dig. Teams tar inte emot mina meddelanden i vår 1:1-chatt just nu; svaret kommer där så snart det går.",
  closed: `Detta är bara för dig, och vår 1:1-chatt tar inte emot mina meddelanden. ${OPEN_CHAT}`,
} as const;
const ELSEWHERE = {
  there: `Enhetsdata visas inte här, så jag har svarat i vår 1:1-chatt. ${ENABLE}`,
  follows: `Enhetsdata visas inte här. Mitt svar kommer i vår 1:1-chatt så snart Teams tar emot det. ${ENABLE}`,
  closed: `Enhetsdata visas inte här, och jag når dig inte i vår 1:1-chatt: Teams nekar mina meddelanden där. ${OPEN_CHAT} ${ENABLE}`,
} as const;

const CARD_ELSEWHERE = {
  here: "Kortet i den här konversationen visar hur det går.",
  there: "Kortet i vår 1:1-chatt visar hur det går.",
  follows: "Kortet kommer i vår 1:1-chatt så snart Teams tar emot det.",
  closed:
    "Jag kunde inte lägga upp kortet i vår 1:1-chatt: Teams nekar mina meddelanden där. Leta upp mig under Appar i Teams, lägg till eller avblockera mig och säg hej där.",
} as const;

const AFTERWARDS = " Kommandot fortsätter sedan av sig självt, om det sker inom 10 minuter.";
const then = (resumes: boolean) => (resumes ? AFTERWARDS : "");

const DAY_MS = 86_400_000;

const TARGETS = {
  device: "enheten",
  alert: "aviseringen eller incidenten",
  "machine-action": "åtgärden",
  user: "personen",
  indicator: "vad som blockeras",
} as const;

/** What is said around commands: greetings, answers elsewhere, sign-in, forms, news of the bot's own state. */
export const bot: Catalogue["bot"] = {
  welcome:
    'Hej! Jag styr Microsoft Defender för Endpoint med dina egna rättigheter. Skriv "help" för att se vad jag kan, eller "alerts" för att börja.',
  unread: ({ what }) =>
    what === "card"
      ? 'Jag kan inte läsa ett kort som skickas till mig; knapparna på det fungerar som de står. Skriv det du vill se på nytt: "alert ID", "device NAMN" eller "help".'
      : 'Jag kan inte läsa det du skickade: jag läser text, och filer tillsammans med ett kommando som tar emot en. Skriv "help" för att se vad jag kan.',
  typeHelp: 'Skriv "help" för att se vad jag kan.',
  codeBlock:
    'Jag kör inte det som bara står i ett kodblock eller citat. Skriv "hunt" före kodblocket om det är en jaktfråga; skriv annars själva kommandot, eller "help".',
  linkNotRead:
    "Jag kan inte läsa vilken avisering, incident eller enhet den här länken till Defender leder till. Öppna den där och kopiera länken igen, eller skriv dess id.",
  linkAmongWords:
    "Jag läser en länk till Defender när den står ensam, eller efter ett kommando. Skicka den för sig för att se vad den leder till; för att göra något åt det, börja med kommandot, till exempel: comment LÄNK dina ord",
  otherTenantsLink:
    "Den här länken leder till en annan organisations Defender, där samma nummer betyder något annat. Öppna den där, eller skriv det id eller namn som gäller här.",
  unknownCommand({ word, meant }) {
    const hint = meant === null ? "" : ` Menade du "${meant}"?`;
    return `Jag känner inte till "${word}".${hint} Skriv "help" för att se vad jag kan.`;
  },
  mentionsNoPerson: ({ who, isBot }: { who: string; isBot: boolean }) =>
    `${who} är ${isBot ? "en app" : "ett team, en kanal eller en tagg"}, inte en person. Inget har gjorts: nämn en person, eller skriv personens UPN.`,
  mentionsStranger: ({ who }: { who: string }) =>
    `Teams har ingen ${who} i den här konversationen. Inget har gjorts: nämn någon som är med i den, eller skriv personens UPN.`,
  mentionsGuest: ({ who }: { who: string }) =>
    `${who} är gäst eller hör till en annan organisation, och genom omnämnande tar jag bara personer i er egen. Inget har gjorts: skriv det UPN som personen har i er katalog.`,
  mentionUnchecked: ({ who, why }: { who: string; why: string }) =>
    `Jag kunde inte ta reda på vem ${who} är: ${why} Inget har gjorts. Försök igen, eller skriv personens UPN.`,
  messageTooLong:
    "Meddelandet är längre än jag läser, så jag har inte gjort något. Skicka bara kommandot, med en kort orsak.",
  wentWrong: ({ reference }) =>
    `Något gick fel hos mig, och inget mer har gjorts. Försök igen; om det händer på nytt, ge administratören referensen ${reference}.`,
  signedInLate({ command }) {
    const name = command === null ? "Kommandot" : `"${command}"`;
    return `Du är inloggad. ${name} hade väntat för länge på det, så det kördes inte. Skicka det igen om det fortfarande behövs.`;
  },
  interrupted({ command }) {
    const name = command === null ? "" : ` "${command}"`;
    return `Jag avbröts medan kommandot${name} kördes, så det kanske inte har utförts. Skriv "requests" för att se vad som är öppet, och skicka det igen om det fortfarande behövs.`;
  },

  goesOn: ({ command }) => `"${command}" körs`,
  goesOnText: ({ limitMs }, locale) => `Detta tar en stund, högst ${locale.span(limitMs)}. Svaret visas här.`,
  stop: "Stoppa",
  stopped: "Stoppat",
  stoppedText: "Svaret kommer inte att visas. Skicka kommandot igen om du behöver det.",
  tooManyRun: ({ most }, locale) =>
    `${locale.number(most)} av dina kommandon körs fortfarande, och fler kör jag inte åt en person samtidigt. Vänta på ett av dem, eller tryck på Stoppa på det.`,
  tooManyRunInAll: "Så många långa frågor som jag kan köra samtidigt körs redan. Försök igen om en minut.",
  endedBefore: "Det var redan avslutat.",
  notYoursToStop: ({ whose }) => `Bara ${whose}, som skickade kommandot, kan stoppa det.`,
  couldNot: ({ command }) => `Inget svar på "${command}"`,

  answerFollows: "Svaret kommer som ett eget meddelande.",
  answeredElsewhere: ({ reach, isPrivate }) => (isPrivate ? IN_PRIVATE[reach] : ELSEWHERE[reach]),
  noChat: `Enhetsdata visas inte här, och jag kan inte öppna en 1:1-chatt med dig, så inget har gjorts. ${OPEN_CHAT} ${ENABLE}`,
  needsRole: ({ roles, command }, locale) => `Du behöver rollen ${locale.or(roles)} för "${command}".`,
  noRequest: ({ id }) => `Det finns ingen begäran ${id}.`,
  requestIs: ({ id, state }) => `${id} är ${state}.`,
  requestSucceeded: ({ id }) => `${id} lyckades.`,
  soAlready: "Det är redan så",

  signIn: "Logga in",
  pleaseSignIn: "Logga in",
  toPerson: ({ name, words }) => `${name}: ${words}`,
  signInConsent({ permission, resumes }) {
    const named = permission === null ? "" : ` (behörighet ${permission})`;
    return `Microsoft ber om ditt medgivande innan jag kan använda Defender åt dig${named}. Om det står att en administratör måste godkänna, be en administratör för Entra ID att ge administratörsmedgivande; då hjälper det inte att logga in igen.${then(resumes)}`;
  },
  signInAgain: ({ resumes }) =>
    `Microsoft ber dig logga in igen, kanske med en andra faktor.${then(resumes)}`,
  signInRefused: ({ resumes }) => `Din inloggning gäller inte längre. Logga in igen.${then(resumes)}`,
  signInStepUp:
    "Principen kräver en starkare inloggning för det här klicket, hur ny din än är. Logga in en gång till.",
  signInFirst: ({ resumes }) =>
    `Logga in, så att jag kan arbeta med dina egna Defender-rättigheter.${then(resumes)}`,
  signInNeeded: ({ reason }) => `inloggning krävs: ${reason}`,
  signInNotAccepted: "Inloggningen godtogs inte.",
  signInUnfit: "Inloggningen passade inte dig eller var för gammal. Försök igen.",
  promptLost: "Du måste logga in för det, men Teams tog inte emot mitt kort. Skicka kommandot igen.",
  signedIn: "Du är inloggad",
  signedInAs: ({ upn }) => `Inloggad som ${upn}.`,

  strangeButton: "Den här knappen är inte en av mina.",
  cardTooOld: "Kortet är för gammalt för att användas.",
  notKept: "Jag kunde inte visa dig länken, och jag sparar ingen. Be om den igen.",
  askAgain: "Kortet är för gammalt för att användas. Be om det igen.",
  nothingFollows: "Den här begäran har inget nästa steg längre. Tryck på Uppdatera.",
  clickHandled: "Klicket har redan hanterats.",
  notYours: ({ whose }) =>
    `Bara ${whose}, som skickade kommandot, kan välja här. Inget har gjorts. Du kan skicka det själv.`,
  giveReason: "Ange en orsak.",
  chosenAlready: ({ name, id }) =>
    `${name} (${id}) har du redan valt. Skriv kommandot igen för en annan enhet.`,
  requestIsOpen: ({ id }) => `Begäran ${id} är öppen`,
  requestHasState: ({ id, state }) => `Begäran ${id} är ${state}`,
  endedAlready: ({ name, outcome }) => `${name}: det har redan begärts och avslutats. ${outcome}`,
  takenOver: ({ name, at, reach }, locale) =>
    `Du svarar för isoleringen av ${name} nu. Frisläppandet begärs ${locale.clockOn(at)} och behöver godkännas då. ${CARD_ELSEWHERE[reach]}`,
  opened: ({ name, free, reach }) =>
    `${name}: ${free ? "Inget godkännande behövs." : "Väntar på godkännande."} ${CARD_ELSEWHERE[reach]}`,

  formTitle: ({ title, about }) => `${title}: ${about}`,
  formText: ({ summary, need }) => `${summary}.${need === null ? "" : ` ${need}`}`,
  reasonFilled:
    "Orsaken är ifylld. Det du hade valt i de andra fälten följde inte med: kontrollera dem igen.",
  needNobody: "Det behöver inget godkännande: det körs genast, med dina egna rättigheter.",
  needApprovals({ n, own }, locale) {
    if (own)
      return locale.plural(n, {
        one: "Det behöver ett godkännande av en Approver.",
        other: `Det behöver ${n} godkännanden av olika personer med rollen Approver.`,
      });
    return locale.plural(n, {
      one: "Det behöver ett godkännande av en Approver som inte är du.",
      other: `Det behöver ${n} godkännanden av olika personer med rollen Approver, och du är inte en av dem.`,
    });
  },
  needRefused: ({ why }) => `Principen nekar det: ${why}`,
  needDepends: ({ on }) =>
    `Vilket godkännande det behöver beror på ${TARGETS[on]}: det visas när du har begärt det, och inget görs innan dess.`,
  fillIn: ({ allowed }) => `Fyll i detta: ${allowed}.`,
  whatIsMeant: "Vilket menar du?",
  twoWays: ({ typed, key }) =>
    `Inget har gjorts ännu: är "${typed}" menat som ${key}, eller hör det till texten?`,
  asKey: ({ key }) => `Som ${key}`,
  asText: "Det hör till texten",
  forSoLong: ({ ms }, locale) => `I ${locale.length(ms)}`,
  pleaseChoose: "Välj ett alternativ",
  choose: "Välj den här",
  pickerHint(holes) {
    const lease = holes.lease === null ? "" : ` i ${holes.lease}`;
    const reason = holes.reason === null ? "" : `, orsak: ${holes.reason}`;
    return `${holes.what}${lease}${reason}. Begärt av ${holes.upn}: bara den personen kan välja.`;
  },

  standingTitle: ({ id }) => `${id} är redan öppen`,
  allTheSame: "Begär ändå",
  /** `by` null: by whoever reads it. */
  standing(holes, locale) {
    const asked = `${holes.by ?? "Du"} begärde detta ${locale.time(holes.at)}: ${holes.target}, ${holes.state}.`;
    if (holes.isOwn) return `${asked} Det är samma begäran, så ingen ny öppnades.`;
    const yours =
      holes.differs.length === 0
        ? "Din skulle bli likadan."
        : `Din skulle skilja sig: ${holes.differs.join("; ")}.`;
    return `${asked} ${yours} Ingen begäran öppnades åt dig.`;
  },

  ownMessage: "Ett meddelande från mig",
  askMeAgain: "Fråga mig igen, eller titta i Defender-portalen.",
  request: ({ id }) => `Begäran ${id}`,
  refreshOrType: ({ id }) => `Tryck på Uppdatera för hela kortet, eller skriv: request ${id}`,
  refresh: "Uppdatera",

  approvalsPaused:
    "Jag lägger inte längre upp begäranden om godkännande här: Entra ID bekräftar inte att du har rollen Approver. När du har den igen, skriv: subscribe approvals",
  alertsPaused:
    "Jag lägger inte längre upp aviseringar här: Entra ID bekräftar inte att du har rollen Admin. När du har den igen, skriv: subscribe",
  bypassPaused:
    "Jag meddelar dig inte längre varje vecka vad som kringgår godkännandet: Entra ID bekräftar inte att du har rollen Admin. När du har den igen, skriv: bypass weekly",
  placeRefuses({ place, since, subscribed }, locale) {
    const what = subscribed.length === 0 ? "Det som väntar där" : `Pausat där: ${subscribed.join(", ")}. Det`;
    return `Teams har nekat mina meddelanden i ${place} sedan ${locale.time(since)}. ${what} sparas, och jag fortsätter försöka. Kontrollera om teamet är arkiverat, eller om jag är blockerad eller inte installerad där; skriv till mig där eller lägg till mig igen, så försöker jag genast.`;
  },
  placeTakes: ({ place, since }, locale) =>
    `Teams tar emot mina meddelanden igen i ${place}; de nekades sedan ${locale.time(since)}. Det som väntade kommer nu.`,
  removedFrom({ place, subscribed, hunts }) {
    const posts =
      subscribed.length === 0 ? "" : ` Detta läggs inte längre upp där: ${subscribed.join(", ")}.`;
    const kept =
      hunts.length === 0
        ? ""
        : ` Dess sparade sökningar är borta: ${hunts.join(", ")}. Granskningsloggen har deras frågor.`;
    return `Jag togs bort från ${place}.${posts}${kept}`;
  },
  noTokens: ({ since, why }, locale) =>
    `Sedan ${locale.time(since)} ger Entra ID mig inga token: ${why}. Tills den som driver mig har åtgärdat det kan jag inte utföra något, och snart inte heller meddela något: arbeta i Defender-portalen under tiden.`,
  certificateEnds({ at, leftMs }, locale) {
    const days = Math.floor(leftMs / DAY_MS);
    const left = days === 0 ? "mindre än en dag" : locale.count(days, { one: "dag", other: "dagar" });
    return `Mitt certifikat (CLIENT_CERTIFICATE_FILE) går ut ${locale.time(at)}, om ${left}. Därefter ger Entra ID mig inga token. Se till att ett nytt läggs till i appregistreringen och i den filen; jag hämtar det därifrån utan omstart.`;
  },

  notAmong: ({ given, none }) =>
    none
      ? `Live response-biblioteket har inga skript, så "${given}" kan inte köras. Ladda först upp det i Defender-portalen.`
      : `Live response-biblioteket har inget skript "${given}". Välj ett av dessa:`,
};
