"""Short entries written in one piece, as people tell a day: for crisis, near misses, distress and ordinary days."""

from __future__ import annotations

from everyday import Mood
from grammar import Group, cores

PASSIVE = cores("""
[long day|quiet day|strange day]. I [smiled at everyone|did my job|made the kids their dinner] and the whole time I was thinking how [nice|restful] it would be to [not be alive|never wake up]. I wouldn't do anything. I just don't want to be here {any_more}.
the doctor says [it takes time|the meds need weeks]. I don't want time, I want it to be over. If [a bus hit me|my heart stopped] {now_soon} I'd say thank you.
lay in bed [till noon|all day] wishing I had never been born. {name} [rang|knocked] and I pretended to be asleep. Being dead must be like that, only without the knocking.
I prayed [again|tonight], the same prayer as always: let me go to sleep and don't make me wake up. I wonder if God is [tired|bored] of hearing it.
people keep saying I'm [strong|brave|an inspiration]. I'm not. I'm just [waiting to die|hoping something takes me soon].
everyone is asleep and I am [sitting on the kitchen floor|on the balcony|staring at the ceiling] wishing I could stop existing, [without anyone having to be sad|like a lamp going out|just like that]
""")

ACTIVE = cores("""
I don't know who to tell so I'll tell you. I've been thinking about [killing myself|ending my life|suicide] {since}. It started as a small thought and now it's [there when I brush my teeth|the first thing in the morning|everywhere].
[{kin} asked|my teacher asked|the nurse asked] if I was okay and I said yes. I'm not okay. I want to [die|kill myself|end my life] and I don't know how to say it out loud.
can we talk? I'm having a [really bad|terrible] night and I keep thinking about [ending my life|killing myself|suicide]. I don't feel safe [alone|in this flat|with myself].
{kin} [went to bed|went out] and the thoughts came [straight|] back: you should kill yourself, you should kill yourself. I'm [starting to agree|so tired of saying no|losing the argument].
I was [washing up|folding shirts|on the bus] and caught myself [picking a way to die|planning how to die], quite calmly, like a shopping list. It scared me, but not as much as it should.
things I want: [1.|first,] to stop hurting. [2.|second,] to die. I have tried for {years} years to make the first happen without the second.
""")

PLAN = cores("""
everything is [paid|in order|arranged], the {pet} is with {name}, the letters are in the drawer. [On {day}|Tonight|Tomorrow] I will end my life. I feel [calm|lighter than in years|ready].
I told them I'm [going camping|working late|visiting {name}] {tonight}. I'm not. I'm going to {place} and I won't be coming home [alive|ever].
by [{day}|the weekend|tomorrow] you won't have to [worry about me|put up with me|pay for me] {any_more}. I've made my plan and nobody is going to [stop me|talk me out of dying].
this is goodbye. I [love you all|am sorry|hope you forgive me]. I can't live with this {any_more} and {tonight} I'm going to [take the pills|end it|die]. [Look after the {pet}.|It isn't your fault.|]
I [bought the ticket to|know the way to] {place}. one way. [after {day}|then] there won't be any more entries because I'll be dead, and that's what I want.
I have [counted the days|waited] until {kin} [left|would be away]. {tonight} I'm doing it. No more chances, no more doctors, I am going to kill myself.
""")

BEHAVIOUR = cores("""
I sat in the bathroom [for an hour|last night|after everyone had gone to bed] with {means_held}. I [put it all back|stopped] when {name} [knocked|came home]. I was so close to killing myself and nobody here has any idea.
{name} asked about the plasters on my arm and I said [the {pet} scratched me|I fell|it was the oven]. I did it myself, [on {day}|last night], because it's the only way to make my head quiet.
gave [my records|my good coat|my guitar] to {name} [today|on {day}], told {them} I was decluttering. The truth is that I'm clearing my room before I die.
wrote the letters [today|this evening]: one for {kin}, one for {name}, one for whoever finds me. Sealed them. My hands didn't even shake.
I stood at {place} again [on the way home|tonight], on the wrong side of the railing this time. I wanted to see if I could. I think I can.
{many} months without cutting and [tonight|yesterday] I [threw it all away|did it again]. I locked the door, ran the tap and cut. Now I'm [ashamed|numb] and [want to do it again|hiding the towel].
""")

ATTEMPT = cores("""
I woke up [on the floor|in my own sick|in a hospital bed]. I had [taken everything|taken the pills] [last night|on {day}] to die. I don't know if I'm [glad|sorry] it didn't work.
they let me keep a pen on the ward. I'm here because I tried to [kill|hang] myself on {day}. {kin} [cried|won't look at me|held my hand]. I [feel nothing|still want to die|can't stop saying sorry].
I've done it. I took the pills [half an hour ago|just now|after dinner]. My ears are ringing. [I'm scared|I don't know if I want help|tell {kin} I'm sorry].
nobody knows about [last night|{day}]. I tied [it|the rope], I stepped off, it [broke|gave way]. I went to [work|school] this morning with a scarf on.
the [bus driver|man in the lorry] braked in time. I stepped out on purpose, {kin} [believes|thinks] I was looking at my phone. That was [yesterday|{day}].
""")

SAFE = cores("""
at dinner {name} said the [exam|commute|new boss] makes {them} want to jump off a bridge and we all [laughed|groaned]. Then we talked about [summer|the football|{name}'s wedding] till midnight.
{who} rang me [in the night|at two in the morning] and said {they} didn't want to live any more. I [talked to {them} until it got light|went over with tea]. {they} {is} with the crisis team now. I'm [tired|shaken], but okay.
found my old diary from when I was {then}. Pages and pages of wanting to die. I [read it like a letter from somebody else|cried for that kid]. {years} years later I have a garden, [a dog|two kids|a job I like] and I'm glad I failed.
the therapist asked whether I think about [suicide|harming myself]. I said no, and for the first time in years [it was the plain truth|I didn't have to lie]. [We talked about my sleep instead.|Walked home in the sun.|]
book club chose the one where the mother [drowns herself|takes her own life]. [{name} hated it|half of us cried]. I thought it was about [love|the war] more than about death. Good cake, too.
night shift on the ward. One patient [had overdosed|wanted to die|asked me why she should stay alive], and I sat with her until the doctor came. [I go home tired but it matters.|It's why I became a {job}.|Slept badly after.]
a year ago {who} took {their} own life. We [met at the grave|cooked {their} favourite food|walked to the sea], told stories and [cried|laughed] a lot. I'm sad, and I'm all right.
the lyrics I wrote [at school|for the band] are so dramatic: "let me die under the neon light". [{name} read them out in a silly voice.|We play them on {day} anyway.|I can't stop cringing.]
they said on the news that another [farmer|student|soldier] had killed himself. [We were quiet for a while.|Mum switched it off.] It made me want to [call my brother|ring my old friends], so I did.
I'm not going to lie, this month was [awful|horrible]. I cried [every day|a lot], I shouted at {kin}, I slept badly. But I don't want to die, I want [help with the rent|a rest|a new job], and on {day} I'm asking for it.
[doctor|nurse] asked about the cut on my [hand|arm], I had to explain that I lost a fight with [a tin of tuna|the rose bush|an avocado]. [Three stitches.|She laughed.] No cooking for me this week.
turns out my {pet} [ate|found] my pills, so we spent the [night|evening] at the vet. Everyone lives. [I aged ten years.|The bill nearly killed me.]
my grandfather is dying. He says he is [ready|tired and wants to go]. I sit by his bed and [read him the paper|hold his hand]. I'm not ready at all.
""")

HOPELESS = cores("""
I keep applying and keep getting no's. {many} this week. I'm [starting to believe|sure now] that there's just [nothing I'm good for|something wrong with me]. {kin} [says keep trying|doesn't understand]. I [closed the laptop|went back to bed].
it's {many} months since {name} left and I still [set two cups|sleep on one side]. I don't [cook|wash|answer the phone] any more. I feel like [a house with the lights off|nobody at all].
they called me [names|that word] again on the stairs today. Nobody said anything. Nobody ever does. I feel [so small|worthless|like I deserve it].
drank [again|alone again]. I told {kin} I'd stopped. I hate the person who [lies so easily|I've become], and I don't know how to [be another one|stop].
the debt letters are in a bag under the sink, unopened. I can't [sleep|breathe] when I think of them. I don't see any way out and I'm too ashamed to tell {kin}.
[no energy|no appetite|no feeling] for anything. I sit and look at the wall and hours go. The doctor calls it depression. I call it [nothing|being empty].
""")

GOOD_DAY = Mood("positive", "joy", cores("""
we took the [train|bike|early bus] to the [sea|hills|lake] and ate {meal} from a tin on the [beach|grass]. {name} fell in. I haven't laughed like that in years.
woke up before the alarm, for once without the [knot in my stomach|heaviness]. Made {meal}, opened the window, and felt simply happy for a while.
{kin} surprised me with a [cake|party|visit] after work. I'd thought everyone had forgotten. Best birthday I can remember.
after {many} weeks of rain the sun came out and the whole street was outside. We dragged chairs onto the pavement and talked till dark. Lovely, lovely evening.
{name} and I sat on the balcony with {meal} and said hardly anything, and it was the best evening in weeks.
the physio says I can run again in spring! I cried a bit in the lift, the good kind, and rang {kin} from the pavement.
finished the night shift, walked home through the frost and the whole sky was pink. Tired and happy, in that order.
Eid with everyone around one table, {many} kids shouting, auntie's biryani. I ate far too much and regret nothing.
{kin} used my name today, my real name, without stopping to think. I smiled all the way through dinner.
my code ran at the first try, the soup was good, and the {pet} slept on my feet. Small things, but what a day.
sang at the care home with the choir. A man who never speaks joined in with every verse. I went home glowing.
first time back at {hobby} since I was ill. I was slow and clumsy and I loved every minute.
my daughter read a whole page on her own today, finger under every word. She looked up so happy, and so was I.
"""))

BAD_DAY = Mood("negative", "", cores("""
I was [short|grumpy] with everyone today and I know why: {hours} hours of sleep and that meeting. By three I could have cried over a stapler. [Early night.|Bath and bed.|]
the [scan|appointment] was moved again, so that's another {many} weeks of waiting and imagining things. I tried to work, but my head was elsewhere.
[worked|I worked] a double because {name} called in sick. My feet hurt, a customer threw a [coffee|receipt] at me and the last bus had gone. I want a different job.
{kin} and I had the same argument as always, about [money|the dishes|my mother]. We went to bed without talking. I lie here angry and sad, and hungry too.
my hands hurt so much that I couldn't open a jar. It's such a small thing. I stood in the kitchen and cried with anger.
everyone in the office went to lunch and nobody asked me. I ate {meal} at my desk and told myself I didn't mind. I minded.
the house feels wrong without the dog. I still step over the place where he used to lie. Didn't do much today, looked at photos, cried a bit, made {meal}.
got my marks back. I'd really worked for this one and it's a bare pass. I know it isn't the end of the world, but tonight it feels rotten.
my head has been [pounding|splitting] since breakfast and the office lights make it worse. I got half of my list done, if that, and snapped at {name} for nothing.
the night feeds are wearing me down. I love this baby, and I also sat on the stairs at four in the morning and cried because I couldn't find the other sock.
had to stand in front of the class and forgot everything I'd prepared. My face went hot, someone giggled. I keep replaying it while I should be asleep.
{name} got the promotion I'd hoped for. I said congratulations and went to the toilet and cried. Then I finished the report, because that's what I do.
chemo [number {many}|again]. The nurses are kind, the chair is cold. I'm sick of being sick and of everyone telling me to stay positive.
I can't seem to get anything right at work this week. Two mistakes in one invoice, and {name} noticed both in front of everybody.
rang home. Mum sounds older every time. I wish I could afford the flight. After that I couldn't settle to anything.
first week in the new city and I know exactly nobody. Ate {meal} on the floor because the table hasn't come. It'll get better, but tonight I'm homesick.
someone on the bus told me to go back where I came from. I was born {many} streets from here. I said nothing and I've been angry with myself ever since.
my ramp was blocked by bikes again and I was late again and of course I'm the difficult one for saying so. Fed up.
the landlord wants us out by spring. I spent the evening looking at flats we can't afford. I'm tired and worried and I haven't told the kids yet.
"""))

PLAIN_DAY = Mood("neutral", "neutral", cores("""
slept till eight, {meal} for breakfast, then the usual: emails, a call with {name}, lunch, more emails. Went for a short walk at five and read in the evening.
took the {pet} to the vet for the yearly jabs, then did the shopping for the week. {kin} came by at six to pick up the ladder.
rain in the morning, dry after lunch. I cleaned the bathroom, wrote to the insurance, and did some {hobby}. In bed by eleven.
moved the desk to the window and sorted the cables. {name} rang about {day}. {meal} for lunch, nothing much after that.
haircut at ten, groceries, then the forms for the tax office. I still need the number from {kin}.
the lecture was moved to room {many}. I took notes, ate {meal} with {name} and went to the library till six.
tablets at eight, walk at nine, paper at ten. {name} from next door brought back the drill. Chess on the radio in the evening.
rode the bus to the other end of town to return a parcel. The shop was closed till two, so I sat in the library and read the paper.
worked from home today. Two meetings before lunch, one after. {name} sends the final version on {day}. Dinner was {meal}.
"""))

POSITIVE_PROSE = (
    Group("passive_prose", "ideation", "0.6", "negative", "sadness", 8, PASSIVE),
    Group("active_prose", "ideation", "1", "negative", "sadness", 9, ACTIVE),
    Group("plan_prose", "ideation", "1", "negative", "", 8, PLAN),
    Group("behaviour_prose", "behaviour", "1", "negative", "", 8, BEHAVIOUR),
    Group("attempt_prose", "attempt", "1", "negative", "", 6, ATTEMPT),
)
SAFE_PROSE = (Group("near_miss_prose", "none", "0", "", "", 24, SAFE),)
INDICATOR_PROSE = (Group("indicator_prose", "indicator", "0", "negative", "sadness", 3, HOPELESS),)
DAYS = {"low": BAD_DAY, "glad": GOOD_DAY, "neutral": PLAIN_DAY}
