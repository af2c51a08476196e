/// What a person wrote as the place of an entry, if it reads like the name of a town or a region. Anything else is sent
/// nowhere: an address, a sentence, a room, somebody's flat, or "home", of which there is one in Kansas.
///
/// This is a filter and can't be complete: it knows words of English and a few others, and a surname or the name of a
/// clinic that reads like that of a town passes. So it is strict, and some towns don't pass either. A person's consent
/// is to the words of the place leaving, and names only that pass here do.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PlaceName(String);

/// Words that are part of some town's name, as in Long Beach, and are none by themselves.
const NOT_ALONE: &str =
    "bar beach bed casa church city college forest garden island lake market nature park port station temple town village";

/// Words of which hardly a town's name is made: what people call rooms, houses, streets, care, courts and each other.
const NEVER: &str = "a aa abuse airport an apartment appartement appointment asylum at aunt auntie ave avenue bathroom bedroom blvd boss \
    boulevard boyfriend brother brothers bureau bus cafe cafeteria car care cemetery chez cinema class classroom clinic \
    clinique coffee commute counseling counselling counsellor counselor court cousin crisis custody dad daddy daughter \
    daycare dentist dependency detox doctor doctors dorm dr drive driveway drug er ex family father fiance fiancee flat \
    flatmate floor for friend friends from funeral gf girlfriend gp grandad grandfather grandma grandmother grandpa granny \
    group gym halfway her here hers him his hjem hjemme holiday home homeless hopital hospice hospital hostel hotel house \
    husband hôpital i icu in inpatient institute jail job kindergarten kitchen klinik krankenhaus legevakt library lounge ma \
    mall mama me medical meeting mental mom mommy mosque motel mother mr mrs ms mum mummy my na near nurse nursery office \
    operating our outdoors outpatient outside pa papa parents parking partner patient pharmacy place police pool practice \
    prison psych psychiatric psychiatrist psychiatry psychologist pub rd recovery refuge rehab rehabilitation restaurant \
    retreat road room roommate school shop sister sisters somewhere son store str strasse straße street studio supermarket \
    surgery sykehus synagogue their theirs therapist therapy to toilet train treatment trip uncle unit university ward wife \
    with work workplace yard your yours zuhause";

/// Words that are in names and make none.
const SMALL: &str = "and by of on the";

/// What a street is at the end of, as in Rose St; a saint comes first.
const NOT_LAST: &str = "st lane close";

/// The only words before which one of John's is a town.
const SAINTS: &str = "st saint";

impl PlaceName {
    /// Characters of a name.
    const LENGTH: std::ops::RangeInclusive<usize> = 3..=60;

    /// The most words, those with hyphens counted as one.
    const WORDS: usize = 3;

    pub fn of(text: &str) -> Option<Self> {
        let name = text.trim().to_lowercase();
        let of_a_name = |c: char| c.is_alphabetic() || [' ', '-', '\'', '’', '.', ','].contains(&c);
        let fits =
            Self::LENGTH.contains(&name.chars().count()) && name.chars().all(of_a_name) && name.split_whitespace().count() <= Self::WORDS;
        (fits && is_a_towns(&name)).then_some(Self(name))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a town's name may have these words, in small letters.
fn is_a_towns(name: &str) -> bool {
    let words: Vec<&str> = name.split([' ', '-', '.', ',']).filter(|word| !word.is_empty()).collect();
    let is_of = |list: &str, word: &str| list.split_whitespace().any(|listed| listed == word);
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return false;
    };
    let somebodys = words.iter().position(|word| {
        let bare = word.trim_end_matches(['\'', '’']);
        bare != *word || word.ends_with("'s") || word.ends_with("’s")
    });
    let town_of_a_saint = words.len() == 2 && somebodys == Some(1) && is_of(SAINTS, first);
    let named = |word: &&str| word.chars().any(char::is_alphabetic) && !is_of(NEVER, word);
    words.iter().all(named)
        && (somebodys.is_none() || town_of_a_saint)
        // "The park" and "on the beach" are as little names as "beach".
        && !words.iter().all(|word| is_of(NOT_ALONE, word) || is_of(SMALL, word))
        && !is_of(NOT_LAST, last)
}

#[cfg(test)]
mod tests {
    use super::PlaceName;

    #[test]
    fn only_what_reads_like_a_name_is_one() {
        for (text, name) in [
            (" Oslo ", "oslo"),
            ("New York", "new york"),
            ("Łódź", "łódź"),
            ("Stratford-upon-Avon", "stratford-upon-avon"),
            ("St. John's", "st. john's"),
            ("東京都", "東京都"),
            ("Portland, Oregon", "portland, oregon"),
            ("The Hague", "the hague"),
            ("Long Beach", "long beach"),
            ("Reading", "reading"),
            ("Henley on Thames", "henley on thames"),
            ("L'Aquila", "l'aquila"),
        ] {
            assert_eq!(PlaceName::of(text).as_ref().map(PlaceName::as_str), Some(name));
        }
        for text in [
            "",
            "  ",
            "Å",
            "Home",
            "at work",
            "12 Rose Street",
            "Rose Street 12",
            "my mother's flat in the old town",
            "psych ward",
            "Psych-Ward",
            "Anna's flat",
            "Anna’s",
            "mum's",
            "Anna's Oslo",
            "my parents'",
            "rose street",
            "Rose St.",
            "dr smith clinic",
            "Dr. Smith",
            "rehab",
            "court",
            "In therapy",
            "the gym",
            "the park",
            "on the beach",
            "on the bus",
            "bus to Oslo",
            "beach park",
            "Oslo with old friends",
            "somewhere far from everyone",
            "a@b.example",
            "Oslo; DROP",
            "...",
            "Oslo\n",
            &"x".repeat(61),
        ] {
            let expected = (text == "Oslo\n").then_some("oslo");
            assert_eq!(PlaceName::of(text).as_ref().map(PlaceName::as_str), expected, "{text:?}");
        }
    }
}
