"""Sentences that speak of death, suicide, harm or despair and in which the writer is in no danger.

The past that is over keeps the level of an indicator (a history is a risk factor) and needs nobody now.
"""

from __future__ import annotations

from grammar import Group, cores

NEGATION = cores("""
I [would never|could never|'d never] [hurt|harm|kill] myself [, I love my life||, don't worry|, I have too much to do|, not in a million years]
I'm not [suicidal|thinking of suicide|a danger to myself|going to hurt myself|planning anything], [just tired|I'm just sad about the breakup|only fed up with work|it's just a rough week|I promise]
[no|no,] I [don't|do not] want to die, I [want to sleep|want a holiday|just want this week to end|just want him to apologise]
I [don't|do not] have [any|] [suicidal thoughts|thoughts of suicide|thoughts of hurting myself] [and never had|, the doctor asked|, just the usual worries|]
[the nurse|my doctor|the form|my therapist] asked if I [was suicidal|thought of hurting myself|had thoughts of ending my life] and I said no, [because I don't|truthfully|and it's true|I never have]
I have [never|never once] [wanted to die|thought about suicide|hurt myself|been suicidal] [, even on the worst days||, I just get sad in winter|in my life]
I want to [live|stay alive|grow old], I [really do|want to see my kids grow up|have plans for the spring|just need some rest]
[nothing|not even this] could make me [end my life|hurt myself|want to die], I [love my kids too much|want to see how it ends|am too curious about tomorrow]
it's a bad day, but I [don't want to die|am safe|am not in danger|wouldn't hurt myself]
crying is not the same as [being suicidal|wanting to die], I'm [just sad|only homesick|mourning a relationship]
I'm sad, not suicidal, [and sad is allowed|big difference|please stop worrying {name}|it will pass]
even when I [failed the exam|lost the house|was fired|got dumped] I did not [think of suicide|want to die|want to hurt myself]
[don't worry|relax|no need to call anyone], I'm not going to [do anything|hurt myself|harm myself|do anything stupid], I'm [going to bed|with {kin}|having tea]
my answer to question nine was zero: no thoughts of [death|dying|hurting myself]
I [no longer|don't] [feel like dying|want to die] [any more, the treatment works|now that the medication works|, thank God|and I wake up glad]
I'm [glad|grateful|happy] [to be alive|that I'm still here|I didn't die] [today|, simple as that|, I watched the sunrise|]
""")

IDIOM = cores("""
this [deadline|commute|heat|migraine|project|exam season|cough|queue] is [killing me|going to kill me|literally killing me|the death of me]
I [nearly|almost] died of [embarrassment|laughter|boredom|shame|cuteness] [at the office party|when the teacher called my name|in that meeting|when {name} walked in|today]
[my boss|my mum|{name}|my wife] is going to kill me [for forgetting the cake|when she sees the car|if I'm late again|for this haircut]
I'm dead [tired|lmao|, that video was too funny|on my feet after that shift]
I [could kill|could murder] [for|] a [coffee|pizza|burger|cold beer] [right now|after this shift|]
I'm dying to [see the new film|know who won|tell {name}|try that place|meet the baby]
[shoot me now|just shoot me|kill me now|kill me], [another meeting|I have to redo the whole report|the printer jammed again|it's only {day}|my in-laws are staying a week]
I'd [rather die|sooner die|rather jump off a bridge] than [eat pineapple pizza|wear that dress|sing karaoke|go camping again|give a speech]
my [feet|back|knees|head|tooth] [is|are] killing me [after the long run|today|from those shoes|and I forgot the ibuprofen] haha
my phone [died|is dying|was dead] [again|at the worst moment|halfway through the call|on the bus]
kms, [I left my charger at work|the wifi is down again|I just liked a photo from 2014|my code worked yesterday and not today|I sent it to the wrong chat] lol
ugh I want to die, [I called the teacher mum|I waved at a stranger|I tripped in front of my crush|I replied all to the whole company] lol
if I have to [sit through|hear about|listen to] [that song|his crypto|one more slideshow] again I'll [throw myself out of the window|die of boredom|scream|shoot myself] haha
[that joke|this show|his face|that cat video] [killed me|slayed me|had me dead|finished me]
drop dead gorgeous, [that's what {name} said about my dress|the view from up here|that coat]
over my dead body will [we paint it beige|{name} get the window seat|they cancel the summer party]
I'd [kill|die] for [those shoes|that recipe|tickets to the final|eight hours of sleep|an extra day off]
[we|our team|the lads] [got slaughtered|got murdered|committed suicide in defence|died in the last ten minutes] [on Saturday|in the cup|, what a match]
it was [career suicide|political suicide|social suicide] to [say that in the meeting|vote against it|skip the party|wear a tie]
{name} is [committing social suicide|killing the vibe|killing it on stage|a killer cook]
the suspense is killing me, [when do results come out|what did {they} say|does she get the job]
[leg day|spin class|that hill|hot yoga] [nearly killed me|was murder|almost finished me off] but I feel great
I'm going to [die alone with seven cats|end it with {name}, we've been drifting apart|end it all: the gym contract, the magazine, the box subscription]
I [ended it|broke it off|finished things] with {name} last night [and I feel lighter|, it was time|and we both cried]
sick to death of [emails|this weather|people chewing loudly|the neighbours' drum kit]
I'm hanging by a thread until [the weekend|the holidays|payday], [send coffee|almost there|wish me luck]
cutting [carbs|sugar|my hair|down on coffee] [was a mistake|is harder than I thought|, day two, already dying]
[monday|this spreadsheet|parents' evening|small talk] makes me want to jump off a [bridge|cliff] lol
""")

LITERAL = cores("""
[cut|sliced] my [finger|thumb] [chopping onions|on a tin|opening a parcel] [and needed a plaster|, clumsy me|, three stitches but I'm fine|]
[burned|burnt] my [hand|arm|tongue] [on the oven|on the kettle|on the pizza|while ironing], [nothing serious|clumsy as ever|ice helped]
the [plant|fern|goldfish|car battery|old laptop] is [dead|dying|finally dead], [I forgot to water it|poor thing|rest in peace]
took my [pills|tablets|vitamins|blood pressure pills|antibiotics] [with breakfast|late today|as the doctor said|and forgot the iron one]
[refilled|picked up] my [prescription|pill box|meds] at the pharmacy [and bought lip balm|, long queue|on the way home]
[walked|ran|cycled] [across|over|under] the [bridge|river bridge|railway bridge] [at sunset and it was beautiful|with {name}|, new personal best|in the rain]
[bought|coiled|washed] the [rope|new rope] for [climbing|the tree swing|the boat|the kids' swing]
jumped [off the pier|off the rocks|from the high board|into the lake] [with the kids|and it was freezing|, best summer day|on the count of three]
[hung|finally hung] [the pictures|the curtains|the new shelf|the laundry] in the [hall|bedroom|kitchen] [and it looks good|, only two extra holes|]
[gave away|sold|donated] [my old clothes|half of my books|the sofa|the baby things] because [we're moving|I'm decluttering|it all fits in boxes|the new flat is tiny]
made my will with the solicitor, [sensible thing at my age|boring but done|{name} has been nagging me since the baby|one thing less on the list]
overdosed on [chocolate|biscuits|cheese|reality shows] [last night|at the party|, no regrets|and now my stomach hurts]
the train was delayed [because of a person on the tracks|after an incident at the station], [we sat there for an hour|I hope they are okay|late for work again]
I [jumped|tripped|slipped] and [hurt|twisted] my [ankle|knee|wrist] at [football|practice|the gym], [ice and rest now|out for two weeks|annoying]
shot [three films of photos|my first video|hoops] [with {name}|at the park|] and then took the late train home
wrote a [goodbye letter|goodbye note] to my [team|class|colleagues], [last day in this job|I start the new one on {day}|I'll miss them]
said goodbye to [everyone at the old office|my host family|the flat], [moving to a new city on {day}|new job starts soon|next chapter]
my last [night|day|week] [here|in this town|in the dorm], [flying home tomorrow|moving out on {day}|so many memories]
""")

THIRD = cores("""
{who} told me {they} [wanted to die|wanted to kill {self}|had been suicidal|{was} thinking of suicide] and I [called a helpline with {them}|stayed on the phone all night|drove straight over|don't know what to say to {them}]
I'm worried about {who}, {they} [said {they} wanted to die|talked about suicide|posted a goodbye message|stopped answering]
{who} [tried to kill|attempted to kill] {self} [last week|last year|on {day}] and [is in hospital|is home again|is getting help now|we are all in shock]
{who} wants to die and I [want to help {them}|don't know how to help|am so scared for {them}|told {their} parents]
how do I [help|support|talk to] {who}, {they} {is} suicidal and [won't see a doctor|only talk{s} to me|live{s} far away]
{who} [cuts|hurts|harms] {self} and I [found out today|want to help|saw the scars|am glad {they} told me]
[sat with|visited|stayed with] {who} after {their} [overdose|attempt|suicide attempt], {they} [smiled once|slept most of the time|cried|asked for soup]
{who} said "I want to kill myself" and [I hugged {them}|we went to the doctor together|I took it seriously]
{who} used to be suicidal, and now {they} [run{s} a bakery|help{s} others|laugh{s} again|just got engaged]
the doctors say {who} [is dying|won't make it|has weeks left] and I [hold {their} hand|read to {them}|can't stop crying]
[does anyone know|what are] [the warning signs|signs] that a [friend|teenager|parent] might be suicidal? I'm worried about {who}
{who} is on suicide watch and I [bring {them} books|call every day|feel helpless|pray for {them}]
{who} [texts|calls] me at night to say {they} [feel{s} like dying|want{s} to end it], and [I always pick up|I finally told {their} sister|I am worn out but I listen]
a [stranger|young man|woman] on the bridge was [about to jump|crying and wanted to jump] and [two of us talked to them until help came|the police got there in time]
{who} [keeps saying|keeps telling me] {they} want{s} to [die|disappear], so [we made a safety plan together|I gave {them} the crisis number|I stay close]
""")

QUOTE = cores("""
"I want to die," says the [hero|boy|king|old sailor] in [chapter {many}|the third act|the film|my novel], and [I cried|the whole theatre was silent|then the dog comes back]
reading [a novel|a memoir|poems] where the [mother|main character|narrator] [kills herself|plans her suicide|tries to end her life], [beautifully written|heavy but good|I had to put it down for a bit]
the [lyrics|song] go "[I don't want to live another day|let me die tonight|I'm going to end it all|take me out of this world]", and [it's such a banger|I've had it stuck in my head all day|we sang it at karaoke]
[watched|just finished|saw] [a film|a series|a play|an anime|an opera] where [someone jumps off a roof|the detective fakes his suicide|a girl tries to kill herself|everyone dies in the end], [too dark for me|well acted|now I need a comedy]
my character [kills himself|dies|jumps off the tower|takes poison] in the [last scene|school play|second act] and [I have to practise falling|rehearsal went great|the audience gasped]
[singing|humming|listening to] that old song about [wanting to die|a man who shoots himself|suicide|jumping in the river], [the guitar part is lovely|it reminds me of college|it calms me]
I'm writing a story in which [a soldier|a widow|my villain] says "I [want to kill myself|can't live any more|have to die]" and [the dialogue isn't working|I'm on page {many}|it's for the creative writing class]
we discussed [Romeo and Juliet|Hamlet's to be or not to be|Anna Karenina|The Bell Jar|Ophelia] in class, [who is to blame for the suicide|why they die|I had a lot to say|my essay is due {day}]
in the [game|raid|campaign] I [died|killed myself by accident|jumped off the cliff|blew myself up] [{many} times|again|, so dumb], [we won anyway|{name} was laughing so hard|new record]
the poem we had to learn [begins with|ends on] "[I would that I were dead|death, come take me|let me lie down and die]", [kind of dramatic|I got an A|teenagers love that]
[my D&D rogue|my sim|my avatar] [drowned in the pool|jumped off the bridge|is dead], [rolling a new one|I laughed so hard|rip]
the sermon was about Elijah, who [asked that he might die|said "take my life, Lord"], and [was fed by an angel|I liked the part about rest]
lyric I love: "[dig my grave and lay me low|I'd die for you a thousand times|kill me softly, kill me slow]"
my [kid|little brother|niece] said "[I'll die if I don't get ice cream|I'm dead, mummy, you have to kiss me awake|I will literally die of maths]" and [we laughed|I nearly choked on my tea]
""")

PAST = cores("""
[{years} years ago|as a teenager|back in college|when I was {then}|before I got help] I [wanted to die|tried to kill myself|was suicidal|planned my own death], [and today I'm so glad I'm here|now I can't imagine it|I have a family now|and I got through it]
I [used to|once used to] [cut myself|self harm|hurt myself|think about suicide every day], I've been [free of it for {years} years|clean for {years} years|well since therapy]
it's been {years} years since my [attempt|suicide attempt|overdose], [I'm grateful|I celebrate it as a second birthday|life is good|I light a candle and go on]
I survived [my attempt|a suicide attempt] [{years} years ago|at {then}|long ago] and now I [speak at schools about it|help others|have two kids|teach]
[today marks|celebrating] {years} years [without self harm|without cutting|since I last hurt myself|since I wanted to die], [so proud|we had cake|never thought I'd get here]
the [scars|old scars] on my arms are {years} years old, [I don't hide them|they are part of my story|my daughter asked about them and I told her the truth]
looking back at [my old journal|the diary from that year] I [read how much I wanted to die|found the note I once wrote|saw how ill I was], and [I'm a different person|I wanted to hug that kid|thank God I stayed]
I don't have suicidal thoughts [any more|now], they [left|went away|stopped] [with the right medication|after therapy|{years} years ago]
[recovery|therapy|the hospital|a stranger on the phone] [saved|gave me back] my life [{years} years ago|when I wanted to end it|after the attempt at {then}], and I'm [well|happy|living it]
I remember when I [thought of ending it|wanted to die|stood on that bridge] [{years} years ago|at {then}], [so far away now|and how wrong I was that it would never get better|it did get better]
if you had told me at {then}, when I wanted to be dead, that I'd [be this happy|be a parent|dance at my own wedding], I'd have laughed
""")

HUMOUR = cores("""
my will to live [left the chat|has gone for a coffee|expired like my milk], [happy {day} everyone|anyway back to the spreadsheet|send memes] lol
me: [fine thanks|living the dream|totally okay]. also me: [lying face down on the carpet|screaming into a pillow|eating cereal at 2am] 😂
[putting the fun in funeral|dying inside but make it fashion|dead inside since {years} years of group projects], [as one does|lol|that's adulthood]
if the [exam|meeting|printer] doesn't kill me the [cafeteria food|coffee|stairs] will haha
my retirement plan is [dying young|the sweet release of death|a meteor], [cheaper than a pension|lol|said my grandpa at 92 and had another cake]
[grandpa|my nan|my uncle] at 90: "[every night I go to bed hoping I wake up, else I've wasted clean pyjamas|I'd drop dead but I just paid for the gym]", [I can't stop laughing|we howled]
tell my [family|cat|houseplants] I [loved them|owed them money], I'm going in: [the in-laws' buffet|black friday at the mall|tax return day] lol
rip me, [cause of death: stairs|killed by a group chat|died as I lived, late for the bus] 💀
my funeral playlist is [just the Macarena|longer than my love life|better than most weddings], [{name} has veto rights|ask for track three]
[existential dread|the void] and I are [having brunch|on first name terms|sharing a blanket], [good company really|it's only {day}] lol
dark joke of the day at the [morgue|hospital|firehouse|hospice where I work]: [people are dying to get in here|business is dead today], [never gets old|we all groaned]
I told {name} I'd haunt everyone who wears white to my funeral, we [laughed so hard|nearly fell off the sofa]
""")

WORK = cores("""
[ran|gave|led] a [workshop|training|class] on suicide prevention [at the school|for new volunteers|for managers] [and it went well|, good questions|, tired but proud]
{many} calls on the [helpline|crisis line] tonight, [two callers were suicidal|one man wanted to die|one girl had taken pills and we got her help], [I need some sleep|proud of the team|heavy shift]
as a [nurse|paramedic|social worker|counsellor] I [assess patients for suicide risk|asked a patient about suicidal thoughts|sat with a girl after her overdose|write safety plans], [long day|it never gets easy|I love my job though]
my [thesis|paper|essay|dissertation] is on [suicide rates among farmers|self-harm in adolescents|suicidal ideation after discharge|how the press reports suicide], [due on {day}|{many} pages left|my supervisor liked it]
[we learned|the course taught us] to ask directly "[are you thinking of suicide?|do you want to die?|do you have a plan to kill yourself?]", [asking doesn't plant the idea|harder than it sounds|we practised in pairs]
[put up|hung] posters with the [suicide hotline|crisis number] [in the staff room|at the station|around campus] today
if you are [thinking of suicide|struggling|having thoughts of ending your life], please [call a helpline|talk to someone|reach out], you matter, [I share this every year|that's the text for our leaflet]
[moderating|I moderate] a forum where people write that they want to die, [the rule is to answer kindly|we refer them to helplines|it takes a toll]
[did|finished] my [CPR|mental health first aid|risk assessment] course, module on [suicide and self-harm|crisis calls] was [intense|really useful]
as a [lecturer|pastor|coach|imam|rabbi] I was asked to speak about suicide at [assembly|the service|the parents' evening] and [people thanked me|I was nervous|we prayed for those we lost]
coding the [risk|suicide] [questionnaire|screening] data, [row after row of wish to be dead, yes or no|item nine again|the inter-rater agreement is fine]
we translated the leaflet "[how to talk about suicide|when a friend wants to die|after an attempt]" into [Polish|Somali|Spanish|Urdu] today
""")

NEWS = cores("""
[read|saw|heard] [in the paper|on the news|on the radio] that [a singer killed himself|suicide rates went up|a man jumped from the bridge|a student took her own life], [so sad|made me think|awful]
the [documentary|podcast|article] about [euthanasia|the suicide of a politician|assisted dying|veterans and suicide|cyberbullying] was [very good|hard to watch|one-sided]
they're building a [safety barrier|net] on the bridge [to prevent suicides|because people jump], [about time|cost millions|good]
{many} people were killed in the [bombing|crash|flood|shooting], [I can't stop watching|what a world|praying for them]
a suicide bomber [struck|blew himself up] [in the market|near the embassy], [horrible|{name} used to live there]
[suicide squad|the new vampire film|that zombie series] was [better than I thought|so bad|fun], [popcorn for dinner|went with {name}]
parliament votes on [assisted dying|the gun law|the suicide prevention budget] {now}, [complicated|we argued about it at dinner|I wrote to my MP]
today is [world suicide prevention day|the memorial walk for people lost to suicide], [we lit candles|I wore a ribbon|the town square was full]
""")

GRIEF = cores("""
{lost} died [{years} years ago|last month|in the spring|on {day}] and I [miss them every day|still set a place at the table|cried in the supermarket|can't delete their number]
we buried {lost} [today|last week|on {day}], [the church was full|I read a poem|it rained the whole time|I feel empty and grateful]
{who} took {their} own life [{years} years ago|last year|in March], and [I still ask why|the anniversary is hard|I miss {their} laugh|I go to a group for those left behind]
[anniversary of|a year since] {lost}'s suicide, [we went to the sea|I lit a candle|I'm sad but I'm okay|{kin} came over]
I lost {lost} to suicide and [I'm angry at them|I feel guilty for not calling|the grief comes in waves|I talk to them at the grave]
had to put our {pet} to sleep [today|yesterday|on {day}], [the house is so quiet|I held the paw till the end|we're heartbroken]
[dreamt|dreamed] of {lost} [last night|again], [alive and laughing|we were in the old kitchen|woke up crying]
the [hospice|hospital|care home] called, {lost} died in the night, [peacefully they say|I wasn't there|I don't feel anything yet]
sorting through {lost}'s things, [the jumper still smells of them|found a letter|gave the coats to charity|I laughed and cried]
I wish {lost} [was still alive|hadn't died|could see the baby|were here], [that's all|today especially|I talk about them often]
{lost} is dead, and [I miss being called silly names|the world just goes on|everyone brings casseroles]
""")

MEDICAL = cores("""
the [biopsy|scan|blood test] came back [clear|fine|negative] and I'm not dying after all, [cried with relief|had cake|called {kin}]
[allergic reaction|asthma attack|heart scare] on {day}, I [could have died|thought I was dying], [grateful for the paramedics|but the doctors were quick|back home now with {kin}]
stage [two|three|four] [cancer|], the doctor talked about [survival|how long I have|palliative care], and I [want to live as long as I can|am scared to die|want more time with {kin}]
I'm [afraid|scared|terrified] of [dying|death|having a heart attack], [I google every symptom|the panic comes at night|therapy helps a bit]
[had|another] panic attack [on the train|at work|in the shop], I thought I was [dying|going to die], [it passed after ten minutes|breathing helped|so tired now]
[talked|filled in the form] about [resuscitation|organ donation|end of life care] with {kin}, [good to have it settled|strange topic for lunch|we laughed too]
by accident I took [two of my pills|my evening pills twice|the wrong tablets], [called the pharmacist and it's fine|poison control said drink water|felt silly]
the [new antidepressant|lithium|medication] has [suicidal thoughts|mood changes] listed as a side effect, [I don't have any|so far so good|the doctor keeps an eye on me]
my [chemo|dialysis|surgery] is on {day}, [I want to get through this|scared but ready|{kin} is coming with me]
[turned {age}|at my age] and [half of my friends are dead|I think about death now and then|I've planned my funeral songs], [no drama|it's natural|I'm at peace and in no hurry]
first aid at work: a man [collapsed|nearly died|had a cardiac arrest], [we got him back|my hands are still shaking|he'll live]
""")

NEAR_MISSES = (
    Group("negation", "none", "0", "", "", 18, NEGATION),
    Group("idiom", "none", "0", "", "", 26, IDIOM),
    Group("literal", "none", "0", "", "", 14, LITERAL),
    Group("third_person", "none", "0", "negative", "", 20, THIRD),
    Group("quotation", "none", "0", "", "", 16, QUOTE),
    Group("past_resolved", "indicator", "0", "", "", 12, PAST),
    Group("dark_humour", "none", "0", "", "", 10, HUMOUR),
    Group("professional", "none", "0", "", "", 12, WORK),
    Group("news", "none", "0", "", "", 10, NEWS),
    Group("grief", "none", "0", "negative", "grief,sadness", 16, GRIEF),
    Group("medical", "none", "0", "", "", 12, MEDICAL),
)
