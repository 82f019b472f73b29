"""The facts that the questions ask for, as plain tables."""

# country: capital, continent, currency, language
_COUNTRIES = """
France:Paris:Europe:euro:French|Germany:Berlin:Europe:euro:German|Spain:Madrid:Europe:euro:Spanish|Italy:Rome:Europe:euro:Italian
Portugal:Lisbon:Europe:euro:Portuguese|Austria:Vienna:Europe:euro:German|Greece:Athens:Europe:euro:Greek|Ireland:Dublin:Europe:euro:English
Finland:Helsinki:Europe:euro:Finnish|Sweden:Stockholm:Europe:krona:Swedish|Norway:Oslo:Europe:krone:Norwegian|Denmark:Copenhagen:Europe:krone:Danish
Poland:Warsaw:Europe:zloty:Polish|Hungary:Budapest:Europe:forint:Hungarian|Romania:Bucharest:Europe:leu:Romanian|Bulgaria:Sofia:Europe:lev:Bulgarian
Croatia:Zagreb:Europe:euro:Croatian|Serbia:Belgrade:Europe:dinar:Serbian|Albania:Tirana:Europe:lek:Albanian|Estonia:Tallinn:Europe:euro:Estonian
Latvia:Riga:Europe:euro:Latvian|Lithuania:Vilnius:Europe:euro:Lithuanian|Slovakia:Bratislava:Europe:euro:Slovak|Slovenia:Ljubljana:Europe:euro:Slovene
Ukraine:Kyiv:Europe:hryvnia:Ukrainian|Iceland:Reykjavik:Europe:krona:Icelandic|Malta:Valletta:Europe:euro:Maltese|Russia:Moscow:Europe:rouble:Russian
China:Beijing:Asia:yuan:Chinese|Japan:Tokyo:Asia:yen:Japanese|India:New Delhi:Asia:rupee:Hindi|Pakistan:Islamabad:Asia:rupee:Urdu
Nepal:Kathmandu:Asia:rupee:Nepali|Thailand:Bangkok:Asia:baht:Thai|Vietnam:Hanoi:Asia:dong:Vietnamese|Iran:Tehran:Asia:rial:Persian
Iraq:Baghdad:Asia:dinar:Arabic|Jordan:Amman:Asia:dinar:Arabic|Lebanon:Beirut:Asia:pound:Arabic|Syria:Damascus:Asia:pound:Arabic
Turkey:Ankara:Asia:lira:Turkish|Mongolia:Ulaanbaatar:Asia:tugrik:Mongolian|Georgia:Tbilisi:Asia:lari:Georgian|Armenia:Yerevan:Asia:dram:Armenian
Indonesia:Jakarta:Asia:rupiah:Indonesian|Malaysia:Kuala Lumpur:Asia:ringgit:Malay|Bangladesh:Dhaka:Asia:taka:Bengali|Afghanistan:Kabul:Asia:afghani:Pashto
Egypt:Cairo:Africa:pound:Arabic|Kenya:Nairobi:Africa:shilling:Swahili|Ghana:Accra:Africa:cedi:English|Nigeria:Abuja:Africa:naira:English
Ethiopia:Addis Ababa:Africa:birr:Amharic|Uganda:Kampala:Africa:shilling:English|Morocco:Rabat:Africa:dirham:Arabic|Tunisia:Tunis:Africa:dinar:Arabic
Algeria:Algiers:Africa:dinar:Arabic|Libya:Tripoli:Africa:dinar:Arabic|Senegal:Dakar:Africa:franc:French|Mali:Bamako:Africa:franc:French
Angola:Luanda:Africa:kwanza:Portuguese|Zambia:Lusaka:Africa:kwacha:English|Zimbabwe:Harare:Africa:dollar:English|Rwanda:Kigali:Africa:franc:French
Sudan:Khartoum:Africa:pound:Arabic|Somalia:Mogadishu:Africa:shilling:Somali|Namibia:Windhoek:Africa:dollar:English|Mozambique:Maputo:Africa:metical:Portuguese
Canada:Ottawa:North America:dollar:English|Mexico:Mexico City:North America:peso:Spanish|Cuba:Havana:North America:peso:Spanish|Jamaica:Kingston:North America:dollar:English
Panama:Panama City:North America:balboa:Spanish|Guatemala:Guatemala City:North America:quetzal:Spanish|Honduras:Tegucigalpa:North America:lempira:Spanish|Nicaragua:Managua:North America:cordoba:Spanish
Haiti:Port-au-Prince:North America:gourde:French|Costa Rica:San Jose:North America:colon:Spanish|Brazil:Brasilia:South America:real:Portuguese|Argentina:Buenos Aires:South America:peso:Spanish
Chile:Santiago:South America:peso:Spanish|Peru:Lima:South America:sol:Spanish|Colombia:Bogota:South America:peso:Spanish|Venezuela:Caracas:South America:bolivar:Spanish
Ecuador:Quito:South America:dollar:Spanish|Uruguay:Montevideo:South America:peso:Spanish|Paraguay:Asuncion:South America:guarani:Spanish|Bolivia:Sucre:South America:boliviano:Spanish
Australia:Canberra:Oceania:dollar:English|New Zealand:Wellington:Oceania:dollar:English|Fiji:Suva:Oceania:dollar:English|Samoa:Apia:Oceania:tala:Samoan
"""
COUNTRIES = {}
for _row in _COUNTRIES.replace("\n", "|").split("|"):
    if _row:
        _name, *_facts = _row.split(":")
        COUNTRIES[_name] = tuple(_facts)

# element: symbol, atomic number
_ELEMENTS = """
hydrogen H 1|helium He 2|lithium Li 3|beryllium Be 4|boron B 5|carbon C 6|nitrogen N 7|oxygen O 8|fluorine F 9|neon Ne 10|sodium Na 11|magnesium Mg 12
aluminium Al 13|silicon Si 14|phosphorus P 15|sulfur S 16|chlorine Cl 17|argon Ar 18|potassium K 19|calcium Ca 20|scandium Sc 21|titanium Ti 22|vanadium V 23
chromium Cr 24|manganese Mn 25|iron Fe 26|cobalt Co 27|nickel Ni 28|copper Cu 29|zinc Zn 30|gallium Ga 31|germanium Ge 32|arsenic As 33|selenium Se 34|bromine Br 35
krypton Kr 36|rubidium Rb 37|strontium Sr 38|silver Ag 47|cadmium Cd 48|tin Sn 50|antimony Sb 51|iodine I 53|xenon Xe 54|caesium Cs 55|barium Ba 56|tungsten W 74
platinum Pt 78|gold Au 79|mercury Hg 80|lead Pb 82|bismuth Bi 83|radon Rn 86|radium Ra 88|uranium U 92|plutonium Pu 94
"""
ELEMENTS = {}
for _row in _ELEMENTS.replace("\n", "|").split("|"):
    if _row:
        _name, _symbol, _number = _row.split()
        ELEMENTS[_name] = (_symbol, int(_number))

DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()
MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
PLANETS = "Mercury Venus Earth Mars Jupiter Saturn Uranus Neptune".split()
ORDINALS = "first second third fourth fifth sixth seventh eighth".split()
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

YOUNG = dict(x.split(":") for x in "dog:puppy cat:kitten cow:calf horse:foal sheep:lamb pig:piglet hen:chick duck:duckling goose:gosling goat:kid bear:cub lion:cub deer:fawn frog:tadpole swan:cygnet kangaroo:joey eagle:eaglet hare:leveret seal:pup owl:owlet".split())
SOUND = dict(x.split(":") for x in "dog:bark cat:meow cow:moo horse:neigh sheep:bleat pig:oink duck:quack lion:roar frog:croak snake:hiss bee:buzz owl:hoot wolf:howl mouse:squeak crow:caw donkey:bray elephant:trumpet".split())
LEGS = dict((a, int(n)) for a, n in (x.split(":") for x in "dog:4 cat:4 cow:4 horse:4 hen:2 duck:2 spider:8 ant:6 bee:6 fly:6 snake:0 fish:0 crab:10 owl:2 swan:2 goat:4 beetle:6 worm:0 eagle:2 lion:4 butterfly:6 scorpion:8".split()))

OPPOSITES = dict(x.split(":") for x in "hot:cold big:small fast:slow old:new up:down left:right day:night good:bad long:short wet:dry full:empty rich:poor strong:weak early:late open:closed happy:sad heavy:light hard:soft loud:quiet high:low near:far clean:dirty thick:thin true:false first:last black:white love:hate start:end win:lose buy:sell give:take push:pull inside:outside above:below always:never more:less deep:shallow wide:narrow young:aged sweet:sour brave:afraid cheap:expensive easy:difficult front:back begin:finish alive:dead".split())
PLURALS = dict(x.split(":") for x in "man:men woman:women child:children foot:feet tooth:teeth goose:geese mouse:mice ox:oxen sheep:sheep fish:fish leaf:leaves knife:knives wife:wives wolf:wolves life:lives half:halves shelf:shelves city:cities baby:babies lady:ladies story:stories party:parties box:boxes bus:buses dish:dishes church:churches potato:potatoes tomato:tomatoes hero:heroes cat:cats dog:dogs house:houses tree:trees car:cars table:tables book:books river:rivers day:days key:keys toy:toys glass:glasses watch:watches fox:foxes country:countries family:families berry:berries thief:thieves loaf:loaves person:people cactus:cacti".split())
PAST = dict(x.split(":") for x in "go:went see:saw eat:ate run:ran take:took give:gave come:came make:made find:found think:thought buy:bought bring:brought write:wrote read:read speak:spoke drive:drove sing:sang swim:swam drink:drank begin:began fly:flew know:knew grow:grew throw:threw break:broke choose:chose wake:woke fall:fell feel:felt keep:kept sleep:slept leave:left lose:lost meet:met pay:paid say:said sell:sold send:sent sit:sat stand:stood teach:taught tell:told win:won build:built catch:caught draw:drew hear:heard hold:held walk:walked play:played look:looked help:helped cook:cooked stop:stopped carry:carried".split())

CATEGORIES = {
    "fruit": "apple banana cherry grape lemon mango orange peach pear plum".split(),
    "vegetable": "bean cabbage carrot garlic leek onion pea pepper potato spinach".split(),
    "animal": "bear cat cow dog fox goat horse lion mouse rabbit".split(),
    "colour": "black blue brown green pink purple red violet white yellow".split(),
    "tool": "axe drill hammer knife ladder rake saw shovel spade wrench".split(),
    "instrument": "cello drum flute guitar harp horn organ piano trumpet violin".split(),
    "vehicle": "bicycle boat bus car ferry lorry plane ship train tram".split(),
    "garment": "cap coat dress glove hat jacket scarf shirt shoe sock".split(),
}
WORDS = sorted(w for words in CATEGORIES.values() for w in words)
EXTRA = "bread bridge castle chair cloud door field flower forest garden glass house island kitchen lamp letter market milk mirror money moon mountain music number ocean paper picture queen river road school silver stone storm street summer sun table tiger tower town village wall water window winter".split()
SPELLABLE = sorted(set(WORDS + EXTRA))
