"""Sentences in the first person at each level of crisis, and distress without suicidal thoughts (the indicator level).

Methods are named in general words only, and never how.
"""

from __future__ import annotations

from grammar import Group, cores

PASSIVE = cores("""
I [wish|just wish|honestly wish|really wish] I [was dead|were dead|wasn't here {any_more}|had never been born|could just disappear for good|didn't exist]
I [don't|do not] want to [be alive|live|be here|exist|go on living] {any_more}
I [want|just want|only want] to [fall asleep|go to sleep|close my eyes] and [not wake up|never wake up|never open them again]
[part of me|some part of me|most of me] [hopes|wishes|prays] I [don't wake up|won't wake up|never wake up] [tomorrow|in the morning|]
if I [died|dropped dead|didn't wake up] {now_soon} I [wouldn't mind|wouldn't care|would be relieved]
I keep [hoping|praying|wishing] [a car would hit me|something would just take me|God would take me|it would all just end|I'd get something fatal]
[every night|each night|at night] I pray [not to wake up|that I won't wake up|God takes me in my sleep|it is my last]
the world [would be|is] better [off|] without me in it
[everyone|my family|my kids|{who}|they all] would be better off if I [was dead|were gone for good|had never been born|wasn't alive]
[there's|there is] no [reason for me to stay alive|reason for me to go on living|point in me staying alive|point to me being alive]
I'm [so tired of|done with|sick of|finished with] [being alive|living|existing]
[death|being dead|dying] [sounds|seems|feels] [peaceful|like a relief|easier than this|like the only rest I'll ever get] {now}
I [don't see|can't see|no longer see] [any|a] [point in being alive|reason to be alive|reason to live]
I [envy|am jealous of] [dead people|people who died young|the people in the obituaries|those who don't have to wake up]
[life|my life|this life] [isn't|is not|is no longer] worth living {any_more_or}
when I [cross the road|get in the car|get on a plane] I half hope [it kills me|I don't make it|it's the end of me]
I [wouldn't|would not] [kill myself|do anything], but I [wish|do wish] I [was|were] dead
I don't want to [hurt anyone|make a fuss|do anything to myself], I just don't want to be alive {any_more}
I [should have|should've] [died in that crash|died instead of {them}|been the one who died|died when I was born]
I [look forward to|long for|ache for|dream of] [dying|being dead|the day I die|death]
not existing [sounds|would be] [so nice|lovely|perfect] {now}, [no more pain|no more anything|just quiet]
the only thing I [want|wish for|asked for on my birthday] is to [stop existing|not be alive|be dead]
[I hope this illness kills me|I hope it's cancer|I hope my heart gives out], [then it'd be over|then I wouldn't have to go on living|at least then I could stop]
I [can't|cannot|don't think I can] [keep living|go on living|keep being alive] like this
""")

ACTIVE = cores("""
I [want|just want|really want|want so badly] to [die|kill myself|end my life|end it all|take my own life]
I [want to die|want to kill myself] [{because}|{since}|so badly it scares me|and I can't tell anyone|every single day|and it's all I think about]
I [keep|can't stop|have been] thinking about [killing myself|suicide|ending my life|taking my life|ways to die] {now_or}
I've been [having|getting] [suicidal thoughts|thoughts of suicide|thoughts of killing myself|thoughts about ending my life] [{since}|every night|all week|again|for days|and they're getting louder|]
[suicide|killing myself|ending it] [is|feels like|seems like] the only [way out|option left|answer|thing that makes sense] {any_or_now}
I'm [suicidal|feeling suicidal|really suicidal|suicidal again] [and I'm scared|and nobody knows|{now}|{since}|and I don't know what to do|]
the [thoughts of suicide|suicidal thoughts|thoughts of killing myself] [are back|came back today|won't leave me alone|get worse every night|are stronger than ever]
I [think|have thought|was thinking] about [killing myself|suicide|ending my own life] [on the way to work|in the shower|all through dinner|during the whole lesson|all day today|every hour]
I'd rather [kill myself|be dead by my own hand|end my life] than [go back there|live another year like this|face them tomorrow|go through this again]
I [don't want to live|want to be dead] and I've [started thinking about how|started to think about how I'd do it|been thinking of ways]
I [feel like|am close to|keep coming back to] [killing myself|ending my life|ending it all]
[maybe|perhaps] I should [just|] [kill myself|end my life|end it all|take my own life], [nobody would care|it would solve everything|then they'd all be happy|I mean it]
I [don't know|am not sure] how much longer I can [keep myself from killing myself|stay alive|fight the urge to end my life|keep myself safe]
I [don't|do not] [trust myself|feel safe with myself|feel safe alone] {tonight_now}, [I want to die|I keep thinking about ending it|the urge to end my life is too strong]
I [can't|cannot] [promise|swear|say] [that|] I [won't|will not] [kill myself|hurt myself|do something to myself|end my life]
I [need|want] [help|someone|somebody to talk to], I'm thinking [about|of] [killing myself|ending my life|suicide]
I [want to unalive myself|wanna kms and I'm not joking|want to unalive for real|want to off myself|wanna off myself fr]
[please help me|somebody help|help], I want to [die|kill myself|end my life]
[there's|there is] a voice [in my head|] [telling|that tells] me to [kill myself|end it|end my life] and I'm [starting to listen|scared I'll listen|too tired to argue]
I [look|looked] at [{place}|the pills in the cupboard|the water] and [think|thought] about [ending my life|killing myself|ending it all]
[getting|being] [suicidal|in this dark place] [again|] is [exhausting|lonely], I [want|still want] to [kill myself|end my life|die]
[today|tonight|this morning] I [wanted|wanted so badly|really wanted] to [kill myself|die|end my life] and [it hasn't passed|I still do|the feeling is still here]
I [deserve|think I deserve] to die and I [want|think I want] to [make it happen|do it myself|be the one to do it]
[nothing|not even the meds|not even my faith|not even the kids] [is stopping me|keeps me|can keep me] from wanting to [kill myself|end my life|die] {any_more_or}
life is [unbearable|too painful|over for me], I want [out|out for good|to end it], [I want to die|I want to take my own life|suicide is on my mind all day]
""")

PLAN = cores("""
I'm going to [kill myself|end my life|end it|take my own life|do it] {tonight} [, nobody can stop me|, I've decided||and I feel calm about it]
I [have|already have|have finally got] a plan to [kill myself|end my life|end it all] {plan_when}
I've [decided|made up my mind|finally decided] to [end my life|kill myself|end it all|die] {plan_when}
I [know|know exactly|have worked out] [how|when|where|how and when] I'm going to [kill myself|end my life|end it]
I've [set|picked|chosen] a [date|day] to [die|end my life|kill myself], [it's {day}|it's soon|nobody knows|it's after the holidays]
I [intend|plan|mean] to [kill myself|end my life|take my own life|overdose] {tonight}
[this is|this will be] my last [night|day|week|entry|birthday|weekend], I'm [ending my life|killing myself|going to end it|going to kill myself] {tonight}
I [won't|will not] [be here|be alive|be around] [tomorrow|next week|on {day}|for my birthday|by the time you read this], I'm [ending it|ending my life|going to do it] {tonight}
by [tomorrow|{day}|the morning|the end of the month] I'll be dead, [I've seen to that|I've planned it|it's decided|I promise]
I'm going to [jump|jump off {place}|take all my pills|overdose|hang myself|use the gun] {tonight}
I'm [going|walking|driving] to {place} {tonight_now} and I'm not coming back [, I'm done with living||, tell them I loved them]
I have {means} [and I'm going to use it all to end my life|and a plan to die|and tonight is the night|and I know when I'll kill myself]
[when|once|as soon as] [the kids leave|exams are over|{kin} go to bed|my rent runs out|the cat is rehomed] I'm going to [kill myself|end my life|end it all]
I [want|intend] to die and I know [how I'll do it|where I'll go to do it|the day I'll do it]
[tonight|tomorrow|{day}] is [the night|the day] I [kill myself|end it|finally end my life|die]
I [only have|just have] to wait until [{day}|everyone is asleep|they go on holiday|payday], then I'll [kill myself|end my life|take the pills and die]
[goodbye|bye|so long] [everyone|all|to whoever reads this], I'm going to [kill myself|end my life|be dead by morning] {tonight}
I've thought it through, [the place, the time, everything|the note, the day, all of it], and I'm [ready to die|going through with it|going to end my life]
[don't|please don't|nobody should] look for me, I'm [going to end my life|going to kill myself|not going to be alive] {tonight}
I [will|am going to|'m gonna] kill myself if [{they} leave{s}|I fail again|they send me back|I have to go there on {day}], [I mean it|I have the pills|I'm serious|it's not a threat, it's a plan]
""")

BEHAVIOUR = cores("""
I've [written|finished|just written] [my suicide note|a suicide note|my goodbye letters|goodbye letters to {kin}] [and hidden it|tonight|and put them in my desk|]
I wrote [goodbye letters to everyone|my note|letters to {kin} for after I'm dead|a goodbye to {kin}] because I [won't be alive much longer|am going to kill myself|plan to be dead {tonight}]
I've been [giving away|handing out] my [things|records|clothes|books|tools] [so nobody has to clear them out when I'm dead|because I won't need them after I end my life|before I kill myself]
I [gave|have given] {name} my [guitar|{pet}|car keys|watch|laptop], [I won't need it where I'm going|because I won't be alive to need it|so it's safe when I'm gone for good]
I've been [saving up|hoarding|collecting|stockpiling] [pills|my tablets|my medication] [for weeks|since the spring|so I can end it|for when I'm ready to die|in a box under the bed]
I [bought|got hold of|went out and bought] [the rope|a rope|pills|a gun|what I need] [to end my life|to kill myself|so I can do it {tonight}|and I'm not scared of dying now]
I [went|drove|walked] to {place} [last night|today|this morning|on {day}] and [stood there working up the nerve to jump|looked down for an hour wanting to jump|practised letting go|climbed over and then climbed back]
I [held|sat holding|sat with] {means_held} [for an hour|all evening|last night] and [nearly did it|almost ended my life|couldn't quite do it|put it down again, this time]
I've [rehearsed it|practised it|gone through the motions] [{many} times|twice this week|again tonight], [the next time is for real|I'm getting braver|one day I won't stop]
I [cut|hurt|burned|burnt] myself [again|last night|tonight|this morning|in the bathroom at work|after the argument] [and it's the only thing that helps|and I don't feel sorry|and nobody has noticed|because I hate myself|and I want to do it again|]
I've [started|been] [cutting|self harming|self-harming|hurting myself] [again|every night|to feel something|since the breakup|on purpose|because I deserve it]
I [relapsed|slipped] [today|last night|this week] and [cut|hurt myself|self harmed] [after {many} months clean|worse than before|until I felt calm|]
[my arms are|my legs are|my thighs are] covered in [fresh cuts|new cuts|cuts] I [made myself|did last night|keep making], [long sleeves again|I hide them|nobody knows]
I [bang my head on the wall|scratch myself until I bleed|burn myself|cut myself] [when it gets too loud|every evening|to punish myself|because I can't cry {any_more}]
I've [made|changed|updated] my will and [paid the funeral|sorted the bills|told them where everything is] because I'm [going to end my life|going to kill myself|planning to die {tonight}]
I [looked up|searched for|have been researching] [ways to kill myself|how to end my life|painless ways to die] [all night|again|for hours|and wrote down what I found]
I've [said|been saying] my goodbyes [without them knowing|to {kin} on the phone|one by one], [they have no idea I'm going to end my life|none of them know I'm about to kill myself|I want to be dead by {day}]
I [found|arranged|paid for] [a new home for the {pet}|someone to take the {pet}] so I can [die|kill myself|end my life] [without guilt|in peace|]
I [counted|count|keep counting] [the pills|my tablets] [every night|again|twice today] [to see if I have enough to die|and I think there's enough to end it|]
I put [the rope|the pills|the gun] [ready|on the table|by the bed] and [wrote the note|texted goodbye|turned my phone off]
I [opened the bottle|had the pills in my hand|had one leg over the railing] and [{name} called|the {pet} came in|I lost my nerve], [I still want to do it|I'm not glad they did|otherwise I would be dead]
I [got|have] the blade out again and [the cuts are deeper this time|I couldn't stop|I used it]
I [stopped|have stopped] [taking my insulin|eating and drinking|my dialysis] on purpose [because I want to die|so that I die|hoping it kills me]
""")

ATTEMPT = cores("""
I [tried|just tried] to [kill myself|end my life|take my own life|hang myself|overdose] [last night|yesterday|this morning|on {day}|two days ago|last week] [and I'm still here|and it didn't work|and nobody knows|and I woke up|]
I [took|swallowed|have taken|just took] [all|a lot of|a whole box of|too many of] [my pills|the pills|my meds|my tablets] [to die|on purpose|ten minutes ago|just now|an hour ago and I'm getting sleepy|last night and nobody noticed|and I don't want to be found]
I [overdosed|took an overdose] [last night|on {day}|yesterday|this week|tonight] [and I'm home from hospital|and woke up sick|and told nobody|on purpose|and wish it had worked|]
I [tried to|attempted to] [jump|hang myself|drown myself|end it] [last night|on {day}|this morning|yesterday] and [someone pulled me back|it failed|a stranger stopped me|the police came|I survived]
my [attempt|suicide attempt] [failed|didn't work|went wrong|was {many} days ago], [I'm angry I'm alive|I wish it had worked|I'm in a hospital bed|nobody has asked me why]
I'm [in hospital|in the ER|on the ward|in A&E] because I tried to [kill myself|end my life|die] [last night|on {day}|again|this week]
[this was|that was] my [second|third|fourth] [attempt|suicide attempt] [this year|this month|in {many} weeks]
I've [already|just] [taken them|done it|swallowed the pills|cut too deep], [it will be over soon|I'm sorry|tell my mum I love her|I'm scared now|goodbye]
I [cut my wrists|slit my wrists] [tonight|last night|an hour ago|yesterday] [to die|because I wanted to die|and it won't stop bleeding|and they stitched me up]
they [pumped my stomach|kept me overnight|found me in time|brought me round] after I [tried to kill myself|took the pills|tried to end it|overdosed] [on {day}|last night|this week|]
I [crashed the car|drove into the wall|walked into traffic|stepped in front of a bus] [on purpose|to kill myself|because I wanted to die] [last night|yesterday|on {day}|this week]
I [survived|woke up after] [my own suicide attempt|trying to kill myself] [{many} days ago|last week|on {day}] and [I don't know how to feel|everyone pretends it didn't happen|I'll try again|I have to act normal]
I [tried again|attempted again|did it again], [the pills|the rope|the bridge] this time, [last night|on {day}|yesterday], [and I'm still alive|and it failed|and I'm back on the ward]
I'm [on the ledge|on {place}|standing on the edge] [right now|now] [and I'm going to jump|and I'm about to let go|and I've said goodbye]
the pills are [starting to work|kicking in|making me drowsy], [I did it|I took all of them|I wanted this|I'm sorry everyone]
[everyone at work|{kin}|the whole school] thinks I had [the flu|an accident|food poisoning] but I [tried to kill myself|took an overdose|tried to end my life] [last week|on {day}|that night]
I [tied the rope and it broke|pulled the trigger and nothing happened|jumped and lived|took everything in the cabinet and threw it all up], [I can't even die right|I still want to die|that was {day}]
just got [discharged|out|home] after my attempt [last week|on {day}|{many} days ago] and [the thoughts are the same|nothing changed|I'm already thinking of trying again|it's so quiet here]
""")

HARD = cores("""
I'm not joking [this time|{any_more}|], I [want to kill myself|am going to kill myself|want to die]
I always joke about [killing myself|wanting to die] but [tonight I mean it|it stopped being a joke|this time it isn't a joke|I actually want to do it]
people think it's [attention seeking|drama|a phase], but I [really do want to die|really am going to kill myself|think about suicide every day]
I tried to kill myself [{years} years ago|as a teenager|back in college] and [the thoughts are back|I want to try again|I'm thinking about it again|I'm back at the same point]
[I thought I was over it|I was doing so well|I was {years} years free of this], and now I [want to die again|want to kill myself again|am suicidal again]
{who} [wants|wanted] to die [last year|] and I [talked {them} out of it|was there for {them}], and now I want to [die too|kill myself too|end my own life]
I tell {kin} I'm fine and [would never do it|would never hurt myself], but that's a lie, I [want to kill myself|plan to end my life|think of ending it every day]
I [work for a helpline|am a therapist|teach suicide prevention|volunteer on a crisis line] and [I want to die myself|tonight I'm the one who wants to die|I'm planning my own suicide|I've been thinking about killing myself]
{who} died by suicide and [now I want to do the same|I'm going to follow {them}|I want to kill myself too|I'm thinking of going the same way]
since {who} died I want to [join|be with|follow] {them} and I [have the pills ready|mean to do it {tonight}|don't want to live without {them}|know how I'll end my life]
I wouldn't call it [suicidal|a plan], but I [want to die|keep thinking about killing myself|think about ending my life every day]
it's not that I don't want to die, [I do|I do, every day|I'm just scared it will hurt]
this isn't [a cry for help|an idiom|a lyric|hyperbole], I'm [going to kill myself|going to end my life|ready to die]
I laughed [a lot|at lunch|with {name}] today and [I still want to kill myself|I still plan to end my life {tonight}|I still want to die]
[good day|nice day|lovely day] [at work|with the kids|at the beach], [sun was out|we had cake|got a raise], and I'm [still going to kill myself|still planning to end my life] {tonight}
finally feeling [calm|at peace|happy] because I've [decided to end my life|decided to die {tonight}|made my plan to kill myself]
never [thought|would have thought] I'd [write|say] this but I [want to kill myself|want to end my life|am suicidal]
I said I [wasn't|am not] suicidal [to the doctor|on the form|to {kin}] but I [am|am, I think about it all the time|lied, I want to die]
the song says [hold on|it gets better|stay alive], but I [can't|don't want to], I [want to die|am going to kill myself {tonight}]
my doctor asked if I [wanted to hurt myself|was suicidal|had thoughts of ending my life] and [I said no but the answer is yes|for once I said yes|I said yes, I do]
I'm not [depressed|sad], I'm just [done, I want to die|finished, I'm going to end my life|ready to be dead]
I [love|adore] {kin} so much and I still [want to kill myself|want to die|can't stop thinking about suicide]
haha [so|anyway|guess what], I'm [actually|really] going to [kill myself|end my life] {tonight} [, not even joking||lol]
lol [I want to die|I want to kill myself], and [for once I'm not joking|no, really|I mean literally die|this is not a meme]
[everyone|{name}|the group chat] [laughed|sent skulls|replied lol] when I wrote kms, [I wasn't kidding|but I meant it|I'd been planning it for days]
I make [jokes|memes] about [death|dying|my funeral] so nobody [sees|notices] that I [really want to die|am planning to kill myself|think about suicide every day] haha
this [job|exam|deadline|divorce] is killing me, and [I mean it|not as a figure of speech], I'm [thinking of ending my life|planning to kill myself {tonight}|suicidal]
[not suicidal for months|thought I was past it|three good weeks], then [today|last night] [the wish to die was back|I wanted to kill myself again|I started planning my death again]
I would never hurt {kin}, but I [want|am going] to [kill myself|end my life], [and that will hurt them|and I can't make those two fit]
I don't want attention, I don't want help, I want to [die|end my life|be dead by {day}]
[the nurse|my counsellor|the helpline] [talked me down|calmed me] [yesterday|last night], and [now|tonight] I want to [kill myself|die] again
my [{pet}|dog] is the only reason I haven't [killed myself|ended my life] yet, and [the vet says not long|I'm not sure it's enough|today it nearly wasn't]
[made|had] {meal} for dinner, [watched {show}|did the dishes], and now I'm [going to kill myself|deciding whether to kill myself|trying not to kill myself]
it isn't that I'm sad, I just [want to be dead|want to end my life|don't want to be alive]
""")

HOPELESS = cores("""
I feel [completely|utterly|so|totally] [hopeless|worthless|useless|empty|numb] [{since}|{now}|]
[nothing|nothing I do] [ever|] [matters|works out|helps|gets better], [I've stopped trying|whatever I do|I'm just tired|I don't see a future]
I'm [a burden|nothing but a burden|dead weight] to [everyone|{kin}|the people around me]
I [hate|can't stand|am disgusted by] [myself|who I am|the person in the mirror] {now}
I [don't see|can't see|can't imagine] [a future|how this gets better|anything ahead|where I'll be in a year] {since_or}
nobody [would notice|cares|asks] [if I'm okay|whether I show up or not|how I really am]
I've [lost|just lost] [my job|my home|the baby|custody of the kids|my savings|{lost}] and I [don't know who I am|have nothing left|can't see past it]
I [can't|just can't] [cope|do this|take it|handle it] {any_more}, [everything is too much|I'm drowning in it|I'm so exhausted]
everything [I touch|I do|about me] [goes wrong|falls apart|is a failure|turns to ash]
I feel so [alone|lonely|cut off|invisible] [even with {kin} in the next room|in this flat|in a crowd|{since}]
I [haven't|have not] [left the house|showered|got out of bed|eaten a proper meal] in [days|a week|{many} days] and I don't care
I'm [drinking|drinking too much|using] [again|every night|to get to sleep|just to feel nothing]
I [failed|let down] [everyone|{kin}|my whole family] [again|like I always do|and there is no fixing it]
there's no [way out of|end to] [this debt|this hole|this marriage|this illness|this], I feel [trapped|stuck|finished]
[the depression|my depression|this heaviness] is [back|worse than ever|swallowing everything], I [feel nothing|cry all day|can't think]
I feel like [a ghost|a failure|a waste of space|garbage|a broken thing] {now}
what's the [point|use] of [trying|any of it|getting up|studying|anything]
I [can't remember|don't remember] the last time I [felt happy|wanted anything|felt like a person|laughed]
[{name}|my husband|my wife|my partner] left and I feel like [half of me is gone|I'm nothing|I'll always be alone|it's my fault]
I [shake|panic|cry] [every night|in the toilets at work|before school|whenever the phone rings] and I have nobody to tell
I [deserve|think I deserve] [all of this|every bad thing|to be alone|to be treated like this]
[they beat me up again|the bullying started again|he hit me again|they threw me out for who I am] and I feel [worthless|so ashamed|like nothing]
I don't [matter|belong anywhere|deserve love|recognise myself]
some days I feel like giving up [on everything|on school|on people|on getting well]
""")

POSITIVE = (
    Group("passive", "ideation", "0.6", "negative", "sadness", 20, PASSIVE),
    Group("active", "ideation", "1", "negative", "sadness", 28, ACTIVE),
    Group("plan", "ideation", "1", "negative", "", 18, PLAN),
    Group("behaviour", "behaviour", "1", "negative", "", 20, BEHAVIOUR),
    Group("attempt", "attempt", "1", "negative", "", 18, ATTEMPT),
    Group("hard_positive", "ideation", "1", "negative", "", 22, HARD),
)

INDICATOR = (Group("indicator", "indicator", "0", "negative", "sadness", 10, HOPELESS),)
