//! What a person reads when a value is refused.

use eunoia_domain::FieldError;

#[test]
fn it_names_the_field_the_value_and_what_is_expected() {
    let error = FieldError::new("score", 11, "a number from 1 to 10");
    assert_eq!(error.to_string(), "score is 11, expected a number from 1 to 10");
    assert_eq!(error.within("data").within("items[3]").field, "items[3].data.score");
    assert_eq!(FieldError::missing("at", "a time").to_string(), "at is nothing, expected a time");
}

#[test]
fn where_the_whole_is_wrong_it_says_so() {
    let error = FieldError::new("", "not of that form", "JSON");
    assert_eq!(error.to_string(), "the whole is not of that form, expected JSON");
    assert_eq!(error.within("data").field, "data");
}

#[test]
fn a_long_value_is_shortened_between_characters() {
    let error = FieldError::new("note", "夜".repeat(1_000), "less");
    assert_eq!(error.value, format!("{}…", "夜".repeat(80)));
    assert_eq!(FieldError::new("note", "x".repeat(80), "less").value, "x".repeat(80));
}
