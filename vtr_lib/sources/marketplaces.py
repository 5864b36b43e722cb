"""Amazon's marketplaces as files name them: by domain in reports, by id in the API. Source: SP-API docs."""

IDS = {
    "US": ("amazon.com", "ATVPDKIKX0DER"),
    "CA": ("amazon.ca", "A2EUQ1WTGCTBG2"),
    "MX": ("amazon.com.mx", "A1AM78C64UM0Y8"),
    "BR": ("amazon.com.br", "A2Q3Y263D00KWC"),
    "UK": ("amazon.co.uk", "A1F83G8C2ARO7P"),
    "IE": ("amazon.ie", "A28R8C7NBKEWEA"),
    "DE": ("amazon.de", "A1PA6795UKMFR9"),
    "FR": ("amazon.fr", "A13V1IB3VIYZZH"),
    "IT": ("amazon.it", "APJ6JRA9NG5V4"),
    "ES": ("amazon.es", "A1RKKUPIHCS9HS"),
    "NL": ("amazon.nl", "A1805IZSGTT6HS"),
    "BE": ("amazon.com.be", "AMEN7PMS3EDWL"),
    "SE": ("amazon.se", "A2NODRKZP88ZB9"),
    "PL": ("amazon.pl", "A1C3SOZRARQ6R3"),
    "TR": ("amazon.com.tr", "A33AVAJ2PDY3EV"),
    "IN": ("amazon.in", "A21TJRUUN4KGV"),
    "JP": ("amazon.co.jp", "A1VC38T7YXB528"),
    "AU": ("amazon.com.au", "A39IBJ37TRP1C6"),
    "SG": ("amazon.sg", "A19VAU5U5O7RUS"),
    "AE": ("amazon.ae", "A2VIGQ35RCS4UG"),
    "SA": ("amazon.sa", "A17E79C6D8DWNP"),
    "EG": ("amazon.eg", "ARBP9OOSHTCHU"),
    "ZA": ("amazon.co.za", "AE08WJ6YKNBMC"),
}
BY_DOMAIN = {domain: marketplace for marketplace, (domain, _) in IDS.items()}
BY_ID = {identity: marketplace for marketplace, (_, identity) in IDS.items()}


def country(marketplace: str) -> str:
    """The ISO alpha-2 country that a marketplace sells to."""
    return {"UK": "GB"}.get(marketplace, marketplace)
