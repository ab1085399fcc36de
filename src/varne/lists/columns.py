"""What the columns of trackers are called, in English and French: the mapping table, and what Varne writes above them.

The first word of each language is the one Varne writes; the others are read (`meaning`). Sources: research/domain.md 3.3
(FOI tracker, logs, SECMAR, OneFleet); words that people use for the same are added as they are met.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "time", "date", "count", "number", "degrees", "choice", "personal", "telephone"]
Language = Literal["en", "fr"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `key` is the field of Row (or of nothing: a date, a telephone number), kind says how its cells are read."""

    key: str
    kind: Kind
    en: tuple[str, ...]
    fr: tuple[str, ...]


def _column(key: str, kind: Kind, en: str, fr: str) -> Column:
    return Column(key, kind, tuple(w.strip() for w in en.split("|")), tuple(w.strip() for w in fr.split("|")))


COLUMNS: tuple[Column, ...] = (
    _column("boat", "text", "Boat id | varne id | boat identifier | id", "Id embarcation | identifiant | id bateau"),
    _column(
        "name",
        "text",
        "Boat | name | boat name | uk name | callsign | call sign | letter | designation | migrant vessel | vessel | mv | event"
        " | incident name | boat no | small boat | no | n | serial",
        "Embarcation | nom | nom embarcation | bateau | nom uk | nom du bateau | appellation | indicatif | lettre | migrant"
        " | numero embarcation | evenement | num",
    ),
    _column(
        "number",
        "text",
        "UK incident | incident number | incident no | incident | uk incident number | incident id | gin | log number | log no"
        " | uk number | uk ref | reference | ref",
        "Incident UK | numero incident | n incident | numero uk | reference uk | numero britannique",
    ),
    _column(
        "french",
        "text",
        "French number | sitrep id | cross number | cross ref | french ref | french reference | sitrep"
        " | cross sitrep | fr number",
        "Numéro CROSS | numero sitrep | n sitrep | sitrep cross | numero fr | reference cross | numero operation | n operation"
        " | numero francais | operation",
    ),
    _column("date", "date", "Date | day | report date | date of report", "Date | jour | date du signalement | date alerte"),
    _column(
        "reported",
        "time",
        "Reported | time | time of report | report time | time reported | date time | datetime | date and time | dtg"
        " | first reported | alert time | time of call | call time | time first reported",
        "Signalé | heure | heure signalement | heure du signalement | date heure | date et heure | horaire | heure alerte"
        " | heure de l alerte | gdh | heure appel | heure de l appel",
    ),
    _column(
        "fixed",
        "time",
        "Position at | time of fix | fix time | time of position | position time | pos time | time of last position"
        " | last position time | last seen | last known time",
        "Position à | heure position | heure de la position | heure du point | heure point | derniere position a"
        " | heure derniere position | vu a",
    ),
    _column(
        "received",
        "time",
        "Received | time received | received at | logged | time logged | entered",
        "Reçu | heure de reception | recu a | heure reception | saisi a | heure saisie",
    ),
    _column(
        "channel",
        "choice",
        "Came by | channel | means of alert | alert means | how reported | how received | received via | reported via | via",
        "Reçu par | moyen alerte | moyen d alerte | canal | voie | mode d alerte | alerte par",
    ),
    _column(
        "source",
        "choice",
        "From | source | reported by | reporter | alerted by | informant | reporting source",
        "De | source | signale par | qui alerte | origine | emetteur | alerte donnee par",
    ),
    _column("caller", "text", "Caller hash | caller key", "Appelant haché | cle appelant"),
    _column("lat", "degrees", "Latitude | lat | lat n | latitude n", "Latitude | lat | lat n | latitude n"),
    _column(
        "lon", "degrees", "Longitude | lon | long | lng | long e | lon e | longitude e", "Longitude | lon | long | longitude e"
    ),
    _column(
        "position_text",
        "text",
        "Position as written | position | posn | pos | lat long | lat lon | latlong | coordinates | coords | location | lkp"
        " | last known position | last position | latest position | datum | position lat long",
        "Position telle qu'écrite | position | coordonnees | coord | lieu | localisation | derniere position"
        " | derniere position connue | dpc | position gps | lat long",
    ),
    _column(
        "method",
        "text",
        "Position by | position source | how position obtained | position method | fix type | accuracy source",
        "Position par | source position | origine position | moyen de localisation | type de position",
    ),
    _column("error_m", "number", "Error m | accuracy m | position error | accuracy", "Erreur m | precision m | precision"),
    _column(
        "course",
        "number",
        "Course | cog | course over ground | heading | hdg | crs | direction",
        "Route | cap | route fond | cap suivi | direction",
    ),
    _column("speed_kn", "number", "Speed | sog | speed over ground | spd | knots", "Vitesse | vitesse fond | vit | noeuds"),
    _column(
        "people",
        "count",
        "People | pob | persons on board | people on board | persons | pax | number of people | no of people | number on board"
        " | no on board | total pob | total people | souls | persons aboard | migrants | nos | numbers | people aboard",
        "Personnes | nombre de personnes | nb personnes | nb de personnes | nb pers | pers | personnes a bord | effectif"
        " | total personnes | nombre | migrants | nb migrants | nombre de migrants | a bord | nbre personnes",
    ),
    _column(
        "women",
        "count",
        "Women | of whom women | females | number of women",
        "Femmes | dont femmes | nb femmes | nombre de femmes",
    ),
    _column(
        "children",
        "count",
        "Children | of whom children | including children | minors | kids | number of children | child | infants",
        "Enfants | dont enfants | dont mineurs | mineurs | nb enfants | nombre d enfants | nb mineurs",
    ),
    _column(
        "in_water",
        "count",
        "In the water | in water | piw | persons in water | people in water | number in water",
        "À l'eau | personnes a l eau | nb a l eau | nombre a l eau | a la mer | personnes a la mer",
    ),
    _column(
        "condition",
        "choice",
        "Condition | state | boat condition | craft condition | situation",
        "État | etat embarcation | etat du bateau | situation",
    ),
    _column("length_m", "number", "Length m | length | loa | boat length", "Longueur m | longueur | taille"),
    _column("colour", "text", "Colour | color | hull colour | boat colour", "Couleur | couleur coque | couleur embarcation"),
    _column(
        "type",
        "text",
        "Type | boat type | craft type | vessel type | craft | description | boat description",
        "Type | type embarcation | type de bateau | type flotteur | description",
    ),
    _column("engine", "text", "Engine | motor | outboard | engine status", "Moteur | propulsion | etat moteur"),
    _column(
        "jackets",
        "text",
        "Life jackets | lifejackets | ljs | jackets | buoyancy aids | flotation",
        "Gilets | gilets de sauvetage | brassieres | flottabilite",
    ),
    _column(
        "phase",
        "choice",
        "Phase | emergency phase | classification | category | priority",
        "Phase | phase d urgence | phase urgence | classement | categorie | priorite",
    ),
    _column(
        "holder",
        "text",
        "Held by | coordinating | co ordinating | coordinator | smc | rcc | mrcc | coordinating rcc | responsible centre"
        " | responsible | coordinating centre | sar coordinator | lead",
        "Pris en charge par | coordonnateur | coordination | centre | centre responsable | cross coordonnateur | responsable",
    ),
    _column(
        "handover",
        "text",
        "Hand over | handover | handed over | hand over time | transfer | handover time | transferred",
        "Transfert | passation | transfere | transfert de coordination | heure de transfert",
    ),
    _column(
        "shadowing",
        "text",
        "French asset | shadowing | escort | fr asset | french vessel | shadowed by | escorted by | french unit",
        "Moyen français | escorte | moyen fr | suivi par | escorte par | accompagne par",
    ),
    _column(
        "tasked",
        "text",
        "UK asset | tasked | asset | assets | asset tasked | assets tasked | rescuing unit | vessel tasked | unit tasked | sru"
        " | responding asset | rescue asset | unit | rescue unit",
        "Moyen UK | moyen | moyens | moyens engages | moyen engage | moyen britannique | unite | engage | moyens de sauvetage",
    ),
    _column("eta", "text", "ETA | eta on scene | estimated arrival", "ETA | heure d arrivee | arrivee estimee"),
    _column(
        "broadcast",
        "text",
        "Broadcast | mayday relay | broadcasts | pan pan",
        "Diffusion | diffusions | mayday relay | relais mayday",
    ),
    _column(
        "outcome",
        "text",
        "Outcome | result | recovered | rescued | number recovered | landed | disembarked | landing place | place of landing"
        " | landed at | no recovered | recovered to",
        "Bilan | resultat | issue | secourus | recuperes | debarques | debarquement | personnes secourues"
        " | lieu de debarquement",
    ),
    _column("unaccounted", "count", "Unaccounted | missing | not accounted for", "Non comptabilisés | disparus | manquants"),
    _column("status", "text", "Status | open closed | live closed | incident status", "Statut | suivi | ouvert ferme"),
    _column(
        "closing",
        "text",
        "Closing | reason closed | closing reason | closed | close time | time closed | closure | closed by",
        "Clôture | motif cloture | motif de cloture | clos | heure de cloture | fin d operation",
    ),
    _column("reports", "text", "Reports | linked reports | report ids", "Signalements | signalements lies"),
    _column(
        "text",
        "text",
        "Notes | remarks | comments | comment | remark | narrative | details | info | information | additional information"
        " | update | updates | summary | text | actions | log",
        "Observations | remarques | commentaires | commentaire | remarque | notes | divers | informations | infos | details"
        " | complement | resume | actions",
    ),
    _column(
        "telephone",
        "telephone",
        "Phone | telephone | phone number | tel | mobile | mobile number | caller number | contact number | msisdn | call back"
        " | callback | callback number | whatsapp | number called from | tel no",
        "Téléphone | tel | numero de telephone | portable | numero appelant | n tel | num tel",
    ),
    _column(
        "personal",
        "personal",
        "Caller name | person name | nationality | nationalities | ethnicity | language | languages | name of caller | names"
        " | persons names | passport | date of birth | dob | surname | first name | religion | country of origin | operator",
        "Nom appelant | nom de l appelant | nationalite | nationalites | ethnie | langue | langues | nom de la personne | noms"
        " | prenom | passeport | date de naissance | religion | pays d origine | nom de famille | operateur | redacteur",
    ),
)
BY_KEY = {c.key: c for c in COLUMNS}

_UNITS: dict[str, str] = {"reported": "UTC", "fixed": "UTC", "received": "UTC", "lat": "DD", "lon": "DD", "course": "deg"}
_UNITS |= {"speed_kn": "kn"}


def heading(column: Column, language: Language) -> str:
    """What Varne writes above a column.

    >>> heading(BY_KEY["reported"], "fr"), heading(BY_KEY["lat"], "en")
    ('Signalé (UTC)', 'Latitude (DD)')
    """
    word = column.fr[0] if language == "fr" else column.en[0]
    unit = _UNITS.get(column.key)
    return f"{word} ({unit})" if unit else word
