"""Calm diary prose, second part: people, bodies, memory, faith, plans, sleep and work, in several voices, from literary to clipped."""

from __future__ import annotations

from grammar import cores

ILLNESS = cores("""
visited {kin} on ward [six|nine|B] with grapes and the crossword. We did [seven|eleven] across and talked about the boiler
sat by the bed while she slept and listened to the machine count. When she woke she asked whether I'd watered the beans
the consultant drew it for us on the back of a menu, the heart and the pipe he's going to widen, and I was calmer for the drawing
Dad came through the operation. He's grey, thirsty and already rude about the tea
the corridor there is so long that I know its pictures by heart: boat, boat, lighthouse, somebody's donation
she forgets my name now and then, not my face. I told her the story of the swans again and she was delighted by the end of it, as if it were new
my lump is nothing, a cyst with a silly name. I sat on the wall by the bus stop for a bit, then I bought myself cherries
scan on {day}. I'll go in, I'll lie still, I'll think about the [allotment|Dolomites|seating plan], I've done it before
third week in plaster. I've learned to wash one leg, and to let people carry things
{name} is home from the hospital, thin as a rake, with an appetite like the whole navy
I slept in the chair next to his bed, woke at every bleep, and drove home in a pink morning with the heating on
physio again: lift, hold, let go. I held on to the bars and got to the end and back, and somebody clapped
can't hear on the left since the cold. The world has moved over to the right
the flu has me. I lie here like a flounder, {kin} puts [soup|toast|ice lollies] by the door and flees
chest infection, says the nurse, not the heart. So I bring up the washing in two goes and don't play the hero
the eye drops sting, so for ten minutes a day I sit and look at nothing, and think
my hands are bad when the weather turns. I typed this with two fingers and I'm in no hurry
my aunt signs herself out of the home for lunch each {day} like a prisoner on leave. I had the steak, she had the gossip
the baby was born at four this morning, blue for a second, then red and furious. I held the small foot
had the stitches out. There's a neat line on my arm from the [greenhouse pane|gate|ice skate], like a railway on a map
blood test back: all in order, bit low on iron
my brother's been off the drink for {many} months. I picked him up after the meeting, he had a coin in his hand, he kept turning it over
""")

THE_DEAD = cores("""
it's {years} years since we buried my grandmother, and I still know the hat I wore and that the priest had a cold
went up to the grave with [shears|a new pot|a thermos], cut the ivy back, told him the football results
the funeral was small and right. Somebody played the [accordion|harmonica], and after it there was soup
[an old|my first] teacher of mine died in the spring, I read today, at ninety-{many}. I owe her every book I ever finished
on the way out of the chapel my uncle said "she'd have hated the flowers", and we laughed in the rain
we scattered the ashes where he'd asked, off the point. The wind had other ideas and I had him in my [hair|cuffs] all day
the dog died last winter at sixteen, on his rug, and I caught myself saving him the crust
All Souls: the whole cemetery was red with little lamps, I walked through it with {name}, neither of us sad
I sleep in the room where my grandfather died. It has the best light in the house and no ghosts that I know of
my mother would've been [eighty|a hundred] today. I made her [pie|dumplings], too sweet, as she liked it, and set out the good plates
heard "Abide with Me" from the open door of a church and stood still with my shopping till it was done
in the war, Grandpa told us, they slept in the [cellar|potato clamp|tunnel], and he'd tell it as an adventure. I understand only now what he left out
the widow upstairs has started to sing again while she irons
cleared his workshop at last. I kept the plane, the pencil stubs, and a tin marked "bits too short to use"
the undertaker's window has a display of tulips. I don't know why that pleases me
read the death notices with my egg, as my father did, and there was nobody I knew
the old mare was put down on {day}. She'd had her time, she had the sun on her, and I held the halter
""")

PLANS = cores("""
I've decided: on {day} I sign up for the [bread|Italian|welding|swimming] class, and I've told {kin} so there's no way back
my mind is made up about the move. I've given notice, I've told the landlord, it's done, and I slept like a stone
tonight I'm doing it at last: the back room, the ugly wallpaper, the steamer that I've borrowed from {name}
no more putting it off. Tomorrow at nine I ring the [bank|dentist|school] and say what I have to say
I know what I'm going to do when the house is empty at the weekend: nothing, in a bath, with the radio
I have a plan, a map and new boots, and on {day} I walk out of the front door and on to the coast path
this is my last week at the [mill|surgery|shop]. After that, the garden, and then we shall see
thirty days to go. I've a list, I've the money set aside, nobody at work knows yet that I'm leaving for the [islands|workshop|baby]
everything is ready for {day}: the hall, the chairs, the urn, the cakes under nets
I'm ending it with the choir, after {years} years. I've written to them, no hard feelings, I want my {day}s back
I gave up smoking on the stroke of noon, buried the packet under the rose, and I've eaten a bag of carrots since
we'll be gone before it's light, since the ferry goes at six
set the date with {name}: a registry office, a picnic, no speeches
in a fortnight it's all over, the exams I mean, and I'll lie on the grass and not open a thing
I told myself I'd finish the quilt by Christmas or never. It's to be Christmas
one more winter in this flat, I've said, and then I go south, with the swallows and my pension
I've chosen the songs, the readings and the cake. {name} chose me, so that's everything
I worked out what the roof would cost and how long I'd be at it, twice, and both times it came out as spring
I bought the ticket. One way, since I don't know when the boat comes back, and that's half the fun
we've chosen the day for the move and I've begun to take leave of the corners: that creak, that patch of sun
at the end of this notebook I'll start a new one, a red one, I've got it here already
I made up my mind on the stairs, between the second and third floor: I'll take the job
""")

SLEEP = cores("""
I lay awake from three to five and listened to the [rain|owl|freight trains], not worried about anything, only awake
tired to the bone after the harvest, the good tired, when your bed comes up to meet you
I could sleep for a week. Instead there's a parents' evening
went under for two hours after lunch and woke without knowing what year it was
the clocks went back, so I was given an hour, and I spent it in the dark with my eyes shut, thank you
dreamed I was falling, as you do, and landed on the cat, as you don't
dreamed of my old school: I was to jump from the gym roof into a sheet and everyone I know was holding it
too hot to sleep, so I took my pillow to the balcony and had the stars and the mosquitoes
so weary that I put the keys in the fridge. {kin} found them with the milk
the night was quiet as the bottom of a well, and I liked it there
the little one was up five times. I carry her from room to room and sing what I remember, which is adverts
it's late, my eyes are closing, I'll stop here and put out the light
got to bed at nine with a hot-water bottle and a crime story, and the murder didn't keep me up
woke before the alarm, lay still, heard the first tram, and let it go without me
worn out by people, so I stayed in today with the door shut, and by evening I liked them again
I sat up with my tea and watched it get light by inches over the [yards|roofs|ring road]
all I wanted today was to lie down, and at half past eight I got what I wanted
""")

WORK = cores("""
handed the project over at noon. {many} months, and then it's a file with a name and somebody says cheers
my last shift with {name}, who's off to sea. We cleaned the fryers as if nothing was the matter
the boss wants blood, says {name}. What he wants is the figures, and he'll have them on {day}
killed off the old server tonight. It had run for {years} years and I said a few words
had to let the apprentice go early, as she'd cut her hand, not deep, and I drove her to have it seen to
I held the class today with nothing but a candle, a jar and a question, and you could've heard a pin drop
dead quiet in the shop. I dusted the clocks and set them all, and they struck one after the other for five minutes
audit over. They found eleven euros too many
we lost the contract, by a hair. I was sore till lunch, then {name} fetched cake and we planned the next one
I hanged the wrong door on the wrong frame, took it off again, and nobody saw but the cat
ran the [blades|press|crane] on my own for the first time, foreman behind me with his arms folded, not one word, then a nod
night watch at the [museum|port|depot]: I go round with my lamp, I know every creak, I like the hours when nothing is asked of me
the meeting went on so long that I drew everyone in it, with hats
the script I'd given up on ran by itself all night and was right
patient today, ninety-four, told me how to graft a plum. I wrote it on my glove
marked thirty essays on the same poem about a drowning, and two of them were good
cashed up, locked up, walked home by the water with my shoes in my hand
I said no to the extra day. I said it out loud, in a whole sentence, and the ceiling stayed where it was
the kiln came down to a hundred at dawn and I opened it: two cracked, nineteen whole, one better than I'd meant
payslip, rent, shoes for the boys: and then there's forty left, which is more than last month
""")

CHILDREN = cores("""
my son asked at breakfast if worms know they're going to die. I said I didn't think so, and he said "lucky", and ate his egg
{name} lost a tooth in the sledge run. We looked for it in the snow, which is a long look
made a rope ladder for the den, two rungs too short, so the den is for tall people now
the girls held a funeral for the goldfish, with a shoebox, a hymn and a speech, then wanted chips
my daughter stood on the wall, hands out, and shouted that she'd jump if I didn't look, so I looked, and caught her
glitter in my bed, glitter in the bread
first day of school. She went in without turning round, and I turned round for both of us
carried him up all the steps asleep over my shoulder, like a bag of warm sand
hide and seek at dusk. I lay under the hydrangea and no one came, and the grass was cool, and I let them look
homework: the water cycle. I drew the cloud, he drew me in the cloud
cut their hair on the lawn and the birds took it away for nests
"you're old", said my granddaughter, "but not finished". I'll have that on a mug
she's learning to ride. I ran behind the bike with one hand on the saddle, then with none, and didn't tell her
my teenager spoke to me for a full ten minutes, about [trainers|frogs|taxes], and I hardly dared move
scraped knee, plaster with a dinosaur on it, a kiss, gone
the baby took hold of the railings of her cot, pulled herself up, and looked about her like a captain
packed his bag for camp: torch, socks, a letter at the very bottom for when he misses us
""")

FAITH = cores("""
Ash Wednesday. Dust you are, says the priest with his thumb on your brow, and then we all went for pancakes a day late
prayed in the side chapel, for {name}'s exams, for peace, for my patience. It's cool in there and smells of stone
fasted till sundown and broke it with dates and water at my neighbour's table
lit a candle for {kin} and one for nobody in particular
Friday, the mosque full to the shoe racks, and I found a place by the pillar
the rabbi said that to bury somebody is the one kindness they can't pay you back for. I thought about it all the way home
we tied our wishes to the bamboo, mine was a dry week for the hay
sat zazen, forty minutes, knees on fire, and then for two breaths not a thing
I'm not a believer, but I sang the alto line of "death, where is thy sting" as though I were
confession: I'd a list this long, and he gave me three Hail Marys and a recipe
we took the goddess down to the river with drums and let her go into the water, and the children cried and then wanted ice cream
read Ecclesiastes, a time to be born and a time to die, and a time to get the potatoes in
the imam's wife has taught me the blessing for new clothes, I said it over my raincoat
at the vigil the whole church stood in the dark with unlit candles, and I had the cramp
puja in the morning, marigolds on the shelf, {meal} for the aunties
""")

QUARRELS = cores("""
{name} and I fell out over the hedge again. I said something sharp, I took it back, we drank a beer across it
had words with {kin} about money. Afterwards I walked round the block, twice, and came in and laid the table
I slammed the door, so now the door doesn't close
we didn't speak from Dover to Lyon, then the satnav said "turn round" and we both laughed
apologised to the man at the desk. I'd been rude, he'd only been slow
my sister says I never listen. I've been thinking about it all day, which proves her wrong or right
he told me some home truths over the washing-up. They weren't all true but I've kept two
I was so angry I could've thrown the phone off the balcony, so I put it in the bread bin and weeded
{name} left in a huff and came back for the umbrella
the flat below is fighting again, plates and all, and later, through the floor, the sound of two people eating
I said sorry first. It cost me less than I'd thought
my ex and I met at the handover, in the car park, with the rabbit and the school bag, and were nearly friends
""")

SEASONS = cores("""
first frost: the dahlias black overnight, I dug them up, knocked off the soil, put them to bed in sand
the swifts are gone. It was yesterday or the day before, you only notice the sky after
storm all night. In the morning a branch thick as my leg lay where I park, and I wasn't parked there
rain, rain, the gutter talking to itself
I pulled the dead tomatoes and burned what was blighted
snow up to the sills, and not one car. I shovelled as far as the gate and then, for the fun of it, as far as the next gate
wind from the east, eyes running, I went out to the end of the field to see the lapwings, and they were there
low sun, long shadows. Mine reached across the river and up the other bank
cut back the roses hard, as you must, it looks like murder and it's for their good
the well's so low that the bucket rings. We're all careful now
the pears came down in one night, and I've been on my knees since seven, with wasps
it got dark at four and I thought of nothing but lamps
drowned the seedlings. I meant it well
fog so thick I could hear the geese and not one feather of them
the last swim of the year, {many} degrees. I went in off the steps, shouted, came out red as a crab
spring, then: mud, light, a blackbird being paid by the note
heat. The tar is soft, the dogs lie like rugs, I wrote this with my feet in a bucket
hung the bird feeders out of the squirrel's reach. The squirrel looked on, taking notes
""")

MEMORY = cores("""
came across the photo of us all on the [wall|jetty|haycart], eleven children, and I can name nine
the smell of [diesel|chalk|wet wool] and I'm six again, on the steps, waiting for my father's lorry
when I was small I thought the end of the world was a place, past the sugar factory
we used to lie down with our ears on the rails, the fools we were, to hear if a train was coming, and the line had been shut for years
I nearly drowned in that lake at nine, my cousin fished me out by the hair, and I've loved swimming ever since
my first flat: a mattress, a lamp, a knife, and a pot for everything. I was never so rich
thinking today of the summer on the rigs, the long ladder down, and the sea at the bottom of it, breathing
I could draw you that kitchen: the clock, the rifle over the door, the flypaper, the good chair
he taught me how to tie a fly, gut a fish, hold my tongue. Two of the three I can still do
they blew up the towers today where we lived when I was born. I watched from the hill with a bag of crisps, a cheer went up, then dust
my grandmother carried a razor in her apron for the string beans
I looked for the scar from the sledge, on my wrist, and it's so faint now I might have made it up
for years I dreaded {day}s, and today it came and went like any dog down the street
once, on the ferry, a man gave me his coat and got off without it. I've thought of him at every cold spell
met {name} after {years} years. We sat on the sea wall till they put the lamps out, and no time had passed, and all of it had
I thought of the old life, the drink and the rows. It's like a house I pass on the bus
what I miss is not the place, it's the distance from the bed to the window
""")

NOTES = cores("""
bins out. tablets. bank. [called|rang] {name}. rope for the boat. home by six
{weather}. bridge closed. walked. knees ok
cut grass, cut finger, cut cake. slept
paid rent. wrote card. cleared drawer. nothing else to report
dentist 9.40, no pain. train 11.02, on time. lunch on the platform, cheese roll, pigeon
fed hens. one dead, fox I think. mended wire. buried her by the elder
saw [doctor|nurse]. same dose. come back in {many} weeks
roof: done. gutters: done. me: done, in the bath
river up. moved sheep. river down. moved sheep
last box packed {day}. van at 8. keys to {name}
up at 5. milked. funeral at 11, old {name}'s father. milked. bed
pulled {many} nails, saved {many} nails
vet, {pet}, jab, howl, biscuit
wrote will w/ solicitor. dull. had chips after
quiet day. no calls. sat on step. liked it
""")

CHATTY = cores("""
ok so today I finally jumped off the pier with {name} and them and it was SO cold but like amazing
got my braces cut off!! I keep running my tongue along my teeth, it's like having somebody else's mouth
my mom dropped me at the station and cried, she always does, I'm literally gone for four days
tried to cut my own bangs, don't ask, I live in a beanie now
we hung out on the roof of the parking garage, ate gummy worms, watched the planes, talked about college till it got cold
lol I gave away all my stuffed animals to the little kids next door except Bear, obviously, I'm not a monster
practice was brutal, coach had us do stairs till I thought I'd throw up, I kinda love it
wrote {name} a note in sixth period, four pages, about nothing, folded it into a frog
I took the pills for my skin for {many} weeks now and it's finally doing something
so the show is done, closing night, everyone bawled, we hugged behind the curtain and then struck the set with actual crowbars
I told my folks I'm taking the semester off, and they were weirdly chill about it
honestly the bridge looked so pretty with the new lights that I walked it three times and called {name} from the middle
gonna clean my entire room tonight, every drawer, new year new me, it's {day} but whatever
me and the guys roped the old fridge onto the truck and drove it to the dump at like five miles an hour
my little brother asked what I want done with my lego when I'm old and I said bury me with it
drove out to the canyon with my dad. We stood at the rim not talking, he bought a magnet, best day
flunked the quiz, aced the lab, had a corn dog, called it even
we did the escape room and {name} found the key in a fake coffin, I screamed
deleted all my apps for the month, if you need me I'm outside
got bit by the neighbor's parrot, so there's blood on my essay, which the teacher said was a first
""")

LEARNER = cores("""
today I have been on the bridge with my language class, we did the photos and we ate the sandwich, it was very windy
in my country we give away all things of the house before the new year. I gave to my neighbour the {many} chairs and she gave to me soup
I am taking the tablets for the cold since {day}, I sleep a lot, my landlady is kind
my teacher says I must to write every day. So: it rained, I worked, I cooked {meal}, I have called my mother and she was not crying
we went by the train to the sea and I put only my feet, because I don't know to swim until now
I bought a big knife for the kitchen and a small one for the fruits, the man packed them very carefully
I said goodbye to my group from the course, we have made a cake with all flags. I will not forget them
yesterday was one year that I am here. I looked from the window at night and I was quiet and happy
the stairs of my house are ninety-{many}, I count them every time in the new language
I have finished my paper for the university! It is sent. Now I do not know what to do with my hands
my uncle is died in the spring at home and I could not go. We made the prayer here with the others, they all came, it was good
at the office I must bring again a paper, and again a paper. I took it with humour, the lady has laughed too
""")

INWARD = cores("""
I've been a poor correspondent with myself this month, so here goes: nothing happened, and I was there for most of it
thought about how little I need, on a day like this. A table, a window, someone to be quiet with
I don't ask much of {day}s and today I got it
sometimes I feel I'm watching my own life from the upper deck, and it's going along nicely, with a few red lights
I am not who I was at thirty. She was quicker, I'm better company
it struck me, hanging up the tea towels, that I wasn't waiting for anything
had a low hour around five, as most days in February. I know it by now: tea, lamp, coat, out
I'm lonely on Sundays, a little, between the pudding and the news, and then it lifts
a bit flat today. Nothing wrong, just the tide out
I said nothing all day to anyone and at six I read a poem aloud to check the voice
I let it go, whatever it was. I can't even remember now what I'd been carrying
there's a peace in being tired of a thing at last, I mean the committee
I used to fear the evenings. I'd like to go back and tell that girl about this lamp
envy came by, when I heard of {name}'s prize. I made it tea and it left
when nobody needed me for an entire afternoon, I felt light as a chair
I'm done with hurrying. I've hurried, it's been tried
what did I do today? I held the door, I held my tongue, I held the baby
there are days when I go about like a ghost in my own house, and then the post comes and I'm somebody with a parcel
I was ashamed of a stupid remark for three hours, and then I saw that nobody else had kept it
the end of the year makes a bookkeeper of me: what came in, who went out
""")

LIVES = {
    "illness": ILLNESS,
    "the_dead": THE_DEAD,
    "plans": PLANS,
    "sleep": SLEEP,
    "work": WORK,
    "children": CHILDREN,
    "faith": FAITH,
    "quarrels": QUARRELS,
    "seasons": SEASONS,
    "memory": MEMORY,
    "notes": NOTES,
    "chatty": CHATTY,
    "learner": LEARNER,
    "inward": INWARD,
}
