//! English words of addresses.

use crate::message::address::words::{Pack, T};

#[rustfmt::skip]
pub(crate) const PACK: Pack = &[
    (T::Stop, "\
        the|a|an|and|or|but|not|my|our|your|his|her|their|its|it|it's|i|i'm|i've|i'd|we|we're|we've|you|you've|he|she|they|me|us|them|this|that|these|those|\
        there|here|is|are|was|were|be|been|am|has|have|had|do|does|did|don't|doesn't|can|could|would|should|will|won't|shall|may|might|must|to|of|in|on|at|by|\
        for|from|with|without|as|if|so|then|than|when|where|who|what|which|how|why|now|just|only|also|too|again|still|since|until|before|after|please|pls|plz|\
        thanks|thank|thx|cheers|regards|best|kind|kindest|warm|yours|sincerely|hi|hello|hey|dear|sir|madam|team|all|both|every|each|any|no|yes|ok|okay|new|\
        old|address|adress|addresses|delivery|deliveries|shipping|shipment|billing|order|orders|subscription|subscriptions|subs|account|customer|invoice|\
        email|mail|phone|mobile|tel|name|postcode|zip|zipcode|postal|code|city|town|street|number|country|state|update|updated|change|changed|send|sent|ship|\
        shipped|deliver|delivered|moving|moved|move|live|living|coffee|coffees|decaf|espresso|morning|blend|cat|food|salmon|bag|bags|box|boxes|pack|packs|\
        packet|packets|per|next|last|first|second|third|skip|cancel|pause|stop|keep|use|add|instead|up|down|out|off|over|about|around|into|more|less|same|\
        other|everything|nothing|something|let|know|want|need|needs|like|get|got|goes|go|going|make|made|see|because|while|otherwise|people|items|products|\
        product|sorry|love|note|starting|effective|attn|monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|tomorrow|weekend|christmas|easter|\
        everyone|anyone|via|ps|p.s|ta|iphone|one|two|three|unless|though|correct|wrong|future|general|forever|permanently|always|mate|lol|xx|asap|shouldn't|\
        isn't|can't|didn't|wasn't|that's|there's|what's|he's|she's|they're|i'll|we'll|we'd"),
    (T::StreetSuffix, "street"),
    (T::StreetWord, ""),
    (T::StreetAfter, "\
        street|str|st|road|rd|lane|ln|avenue|ave|av|drive|dr|close|cl|court|ct|crescent|cres|way|place|pl|terrace|ter|terr|boulevard|blvd|hill|gardens|gdns|\
        garden|row|square|sq|walk|parade|mews|grove|view|park|parkway|pkwy|circle|cir|trail|trl|highway|hwy|alley|green|rise|quay|wharf|yard|fields|meadow|\
        meadows|croft|drove|vale|heights|broadway|esplanade|promenade|loop|pike|turnpike|run|bend|ridge|path|passage|gate|bank|side|end|stret|steet|streeet|\
        raod|avneue|avenu|landing|cove|point|crossing|bridge|strand|embankment|mall|estate|freeway|causeway|expressway|plaza|mount|dale|chase|copse|spinney|\
        common|approach|ridgeway|rowe"),
    (T::StreetWeak, "\
        st|dr|ct|pl|av|cl|close|court|way|place|hill|garden|gardens|row|square|walk|parade|view|park|circle|trail|green|rise|yard|fields|meadow|loop|pike|run|\
        bend|ridge|path|passage|gate|bank|side|end|landing|cove|point|crossing|bridge|drive|ter|str|mall|estate|mount|chase|common|approach|plaza|dale|strand"),
    (T::StreetBefore, ""),
    (T::BoxWords, "po box|p o box|pobox|gpo box|post office box|private bag|locked bag"),
    (T::UnitWord, "flat|apt|apartment|appartment|unit|suite|ste|room|rm|floor|fl|block|bldg|building|studio|lot|level|door|penthouse|plot|gate"),
    (T::Determiner, "a|an|my|our|new|the|another|own|her|his|their"),
    (T::UnitAlone, "\
        ground floor|first floor|second floor|third floor|fourth floor|fifth floor|top floor|lower ground floor|upper floor|basement|basement flat|\
        ground floor flat|first floor flat|second floor flat|top floor flat|garden flat|penthouse|rear building"),
    (T::Floor, "floor|fl|floor flat|flr"),
    (T::Side, "left|right|front|rear"),
    (T::CareOf, "c/o|care of|attn|fao"),
    (T::Soft, "\
        now|in|postcode|post code|zip|zip code|zipcode|postal code|eircode|city|town|state|county|country|and the postcode is|and the zip is|and postcode|\
        with postcode|the postcode is|the zip is|and the zip code is|the zip code is|the city is|over in|down in|up in|street"),
    (T::TownPrep, "in|to"),
    (T::Everyday, "not|was|still|left|ex|but|use|isn't|now"),
    (T::Contrast, "not|instead|rather"),
    (T::NoPlace, "job|boss|employer|boyfriend|girlfriend|car"),
    (T::Wrote, "typed|wrote|entered|put"),
    (T::Shown, "says|read|shows|wrote"),
    (T::Drop, "remove|delete|off|drop"),
    (T::Shop, "shop|store|cafe"),
    (T::Yours, "your"),
    (T::Own, "i|i'm|i've|we|we're|we've"),
    (T::Moved, "moved|moving"),
    (T::Please, "please|use|but|its"),
    (T::Numbering, "nr|id|code|order|no|ref|version"),
    (T::Sender, "this is|my name is|i am|i'm|name's|customer|here is"),
    (T::Precise, "more precisely|more exactly|to be precise|to be exact|specifically|namely|exactly"),
    (T::New, "\
        new address|new adress|new one|new home|new place|new house|new flat|new apartment|new office|new|moved|moving|move|relocated|relocating|now live|\
        live now|now living|now|send|sent|sending|ship|shipped|deliver|delivered|delivery to|change|changed|update|updated|from now on|should be|should read|\
        should go|go to|goes to|going to|needs to go|but|use|correct address|correct one|correct|was wrong|is wrong|wrong|instead|redirect|post it|\
        from then on|as of|currently at|staying at|stay at|we're at|i'm at|we are at|i am at|spelled|spelt|renamed|forward|switch"),
    (T::Old, "\
        old address|old adress|old one|old place|old flat|old house|old home|old|previous|previously|former|formerly|until then|till then|instead of|\
        rather than|not|isn't|no longer|used to|lived|moved from|moved out of|moving from|moving out of|away from|left|leaving|still|ex|was|went to"),
    (T::Mention, "address|adress|addresses|live at|live in|live on|living at|living in|live|lives|located|office is|house is|home is|home"),
    (T::Not, "not|don't|dont|doesn't|isn't|never|no longer|won't|instead of|rather than|used to|stop"),
    (T::To, "to|at|is|it's|to the|is now|to our place|at the"),
    (T::From, "from|from our place at|from the|out of"),
    (T::IsOld, "\
        is my old|is our old|is the old|was my|was our|was the old|is no longer|isn't|is not|is wrong|is incorrect|is out of date|is outdated|anymore|\
        any more|any longer|was wrong|is where i used|is where we used"),
    (T::IsNew, "is my new|is our new|is the new|is where i|is where we|is the correct|is the right|now|from now on|instead of|instead|not|rather than|is correct"),
    (T::IsWrong, "stays|remains|is wrong|was wrong|is incorrect|is not|isn't|is the wrong|is the old|was the old|is old"),
    (T::WasSo, "old|currently|previously|formerly|was|were|you have|you've got|instead of"),
    (T::Amiss, "wrong|incorrect|misspelt|misspelled|spelt|spelled|typo|mistake|error"),
    (T::Filler, "\
        whole|street|is|should|be|now|has|have|changed|change|to|the|new|my|our|correct|one|it|it's|its|was|actually|not|from|a|of|wrong|and|but|read|please|\
        update|updated|in|for|address|right|only|instead|spelled|spelt|number|no|code|needs|must|you|on|your|file|there|that|that's|says|say|just|old|\
        delivery|no longer|as|into|rather|than|will|been|were|we|are|at|i'm|i|flat"),
    (T::Setter, "say|is|be|to|it's|as|now|spelled|spelt|read|than|not|but|of|from|says|called|changed"),
    (T::Add, "add|adding|missing|forgot|forgotten|include|append|put|second line|line two|line 2|left out"),
    (T::ZipLabel, "postcode|post code|zip|zip code|zipcode|postal code|zip-code|post-code|eircode|poscode|postcod|postcode's|zip's"),
    (T::HouseLabel, "\
        house number|house no|house nr|house num|street number|building number|door number|house numer|housenumber|number of our house|number of my house|\
        number of the house|house number's|renumbered"),
    (T::StreetLabel, "street|street name|line 1"),
    (T::UnitLabel, "flat number|apartment number|apt number|unit number|suite number|flat no|apt no|flat|apartment|apt|unit|suite|room number"),
    (T::Line2Label, "second line|address line 2|line 2|line two|address2"),
    (T::CityLabel, "city|town|city's|town's"),
    (T::ProvinceLabel, "state|province|county"),
    (T::CountryLabel, "country"),
    (T::FirstLabel, "first name"),
    (T::LastLabel, "last name|surname|family name"),
    (T::PhoneLabel, "tel|phone|mobile|cell|ph|telephone|phone number|mobile number"),
    (T::Company, "ltd|limited|inc|llc|plc|corp|co|company|university|college|school|office|studio|studios|solutions|partners|group"),
    (T::Title, "mr|mrs|ms|miss|mx|prof"),
    (T::Kin, "\
        mother|mum|mom|father|dad|parents|daughter|son|sister|brother|wife|husband|partner|friend|neighbour|neighbor|aunt|uncle|grandmother|grandma|\
        girlfriend|boyfriend"),
    (T::Measure, "\
        january|february|march|april|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|kg|g|lb|lbs|oz|\
        grams|day|days|week|weeks|month|months|year|years|hour|hours|minutes|min|am|pm|percent|usd|eur|gbp|pounds|euros|dollars|euro|cups|times|cats|kids|\
        bags|o'clock|ml|cans|tins|pcs|pieces|x|units|rooms|bedrooms|floors|stairs|steps"),
];
