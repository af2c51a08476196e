/// What a person wrote as the place of an entry, if it reads like the name of a town or a region. Anything else is never
/// sent anywhere: an address, a sentence, or "home", of which there is one in Kansas.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PlaceName(String);

/// Places that are no names, in English; the time zone of what is found is checked besides.
const NO_NAMES: [&str; 44] = [
    "airport",
    "apartment",
    "at home",
    "at work",
    "bed",
    "bathroom",
    "beach",
    "bus",
    "cafe",
    "car",
    "church",
    "city",
    "class",
    "college",
    "garden",
    "gym",
    "here",
    "home",
    "hospital",
    "hotel",
    "house",
    "kitchen",
    "library",
    "my home",
    "my place",
    "my room",
    "nature",
    "office",
    "outdoors",
    "outside",
    "park",
    "restaurant",
    "room",
    "school",
    "shop",
    "somewhere",
    "store",
    "street",
    "the gym",
    "the office",
    "town",
    "train",
    "university",
    "work",
];

impl PlaceName {
    /// Characters of a name.
    const LENGTH: std::ops::RangeInclusive<usize> = 3..=60;

    pub fn of(text: &str) -> Option<Self> {
        let name = text.trim().to_lowercase();
        let of_a_name = |c: char| c.is_alphabetic() || [' ', '-', '\'', '’', '.', ','].contains(&c);
        let fits = Self::LENGTH.contains(&name.chars().count()) && name.chars().all(of_a_name) && name.split(' ').count() <= 5;
        (fits && name.chars().any(char::is_alphabetic) && !NO_NAMES.contains(&name.as_str())).then_some(Self(name))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
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
