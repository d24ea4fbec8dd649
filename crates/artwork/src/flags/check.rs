//! What a flag's SVG may hold.

use resvg::usvg::roxmltree::{Document, Node};

use super::FlagError;

pub(super) const MAX_ELEMENTS: usize = 1_000;
pub(super) const MAX_DEPTH: usize = 32;
pub(super) const SVG: &str = "http://www.w3.org/2000/svg";
/// What would draw nothing here, or take long to draw.
const REFUSED: [&str; 9] = [
    "text",
    "image",
    "filter",
    "style",
    "script",
    "foreignObject",
    "pattern",
    "mask",
    "animate",
];

/// Whether an SVG is plain, closed and small.
pub(super) fn check(svg: &str) -> Result<(), FlagError> {
    if svg.contains("<!DOCTYPE") || svg.contains("<!ENTITY") || svg.contains("<?") {
        return Err(FlagError::Declarations);
    }
    let document = Document::parse(svg).map_err(|error| FlagError::NotSvg(error.to_string()))?;
    for element in document.descendants().filter(Node::is_element) {
        if element.ancestors().take(MAX_DEPTH + 1).count() > MAX_DEPTH {
            return Err(FlagError::TooDeep);
        }
        let name = element.tag_name().name();
        if REFUSED.iter().any(|refused| name.starts_with(refused)) {
            return Err(FlagError::Element(name.to_owned()));
        }
        if let Some(reference) = element
            .attributes()
            .find_map(|attribute| outside(attribute.name(), attribute.value()))
        {
            return Err(FlagError::Reference(reference.to_owned()));
        }
    }
    let mut left = MAX_ELEMENTS;
    count(document.root(), &mut left)
}

/// The value of an attribute that refers to something outside of the file.
fn outside<'a>(name: &str, value: &'a str) -> Option<&'a str> {
    let is_inside = |target: &str| target.trim_start_matches(['"', '\'', ' ']).starts_with('#');
    let refers_outside =
        (name == "href" && !is_inside(value)) || value.split("url(").skip(1).any(|target| !is_inside(target));
    refers_outside.then_some(value)
}

/// Counts elements as often as they are drawn: a few `<use>` of each other are a million shapes.
fn count(node: Node<'_, '_>, left: &mut usize) -> Result<(), FlagError> {
    for element in node.descendants().filter(Node::is_element) {
        *left = left.checked_sub(1).ok_or(FlagError::TooManyElements)?;
        let target = element
            .attributes()
            .find(|attribute| element.has_tag_name((SVG, "use")) && attribute.name() == "href")
            .and_then(|href| href.value().strip_prefix('#'));
        if let Some(id) = target {
            let used = node
                .document()
                .descendants()
                .find(|other| other.attribute("id") == Some(id));
            used.map_or(Ok(()), |used| count(used, left))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inside: &str) -> String {
        format!(r#"<svg xmlns="{SVG}" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 3 2">{inside}</svg>"#)
    }

    fn plain(inside: &str) -> Result<(), FlagError> {
        let svg = svg(&format!(r##"<rect width="3" height="2" fill="#05a"/>{inside}"##));
        check(&svg)
    }

    #[test]
    fn what_could_reach_outside_or_take_long_is_refused() {
        plain(r##"<g id="a"><circle r="1"/></g><use href="#a"/>"##).unwrap();
        let refused = [
            r#"<image href="file:///etc/passwd"/>"#,
            r##"<use href="other.svg#a"/>"##,
            r##"<use xlink:href="https://example.org/#a"/>"##,
            r#"<rect width="1" height="1" fill="url(https://example.org/)"/>"#,
            r##"<rect width="1" height="1" style="fill:url('x.svg#a')"/>"##,
            "<style>@import url(https://example.org/)</style>",
            "<script>alert(1)</script>",
            "<text>Anna</text>",
            r#"<filter id="f"><feTurbulence/></filter>"#,
            "<foreignObject/>",
        ];
        for inside in refused {
            assert!(
                matches!(plain(inside), Err(FlagError::Element(_) | FlagError::Reference(_))),
                "{inside}"
            );
        }
    }

    #[test]
    fn entities_cannot_be_declared() {
        let bomb = format!(r#"<!DOCTYPE svg [<!ENTITY a "{}">]>{}"#, "x".repeat(99), svg("&a;"));
        assert!(matches!(check(&bomb), Err(FlagError::Declarations)));
        assert!(matches!(check(&svg("&a;")), Err(FlagError::NotSvg(_))));
    }

    #[test]
    fn few_elements_that_are_many_are_refused() {
        let mut doubling = String::from(r#"<g id="g0"><rect width="1" height="1"/></g>"#);
        for level in 1..30 {
            let below = level - 1;
            doubling.push_str(&format!(
                r##"<g id="g{level}"><use href="#g{below}"/><use href="#g{below}"/></g>"##
            ));
        }
        assert!(matches!(plain(&doubling), Err(FlagError::TooManyElements)));
        assert!(matches!(
            plain(r##"<g id="a"><use href="#a"/></g>"##),
            Err(FlagError::TooManyElements)
        ));
        assert!(matches!(
            plain(&"<g/>".repeat(MAX_ELEMENTS)),
            Err(FlagError::TooManyElements)
        ));
        let deep = format!("{}{}", "<g>".repeat(8_000), "</g>".repeat(8_000));
        assert!(matches!(plain(&deep), Err(FlagError::TooDeep)));
    }
}
