//! Whether what was read is what the judgement says: how plans are counted that a message comes to.

use armincx_recharge::message::address::Address;
use armincx_recharge::message::reading::{Aim, Deed, Lack, Reading, Wish, day};
use armincx_recharge::message::shelf::Shelf;
use serde_json::Value;

/// How a message was read, as it counts.
#[derive(Debug, Default, Clone, Copy)]
pub struct Count {
    pub all: usize,
    pub serious: usize,
    pub wrong: usize,
    pub outcome: usize,
    pub due: usize,
    pub exact: usize,
    pub ask: usize,
    pub asked: usize,
}

impl Count {
    /// One reading.
    pub fn add(&mut self, gold: &Value, reading: &Reading, shelf: &Shelf) {
        let (outcome, plans, asked) = given(reading, shelf);
        let due = gold["outcome"] == "prepare";
        let exact = due && fits(gold, &plans);
        self.all += 1;
        self.outcome += usize::from(gold["outcome"] == outcome);
        self.due += usize::from(due);
        self.exact += usize::from(exact);
        self.wrong += usize::from(!plans.is_empty() && !exact);
        let mistakes = words(&gold["must_not"]);
        self.serious += usize::from(plans.iter().any(|plan| mistakes.contains(&plan.action.to_owned())));
        if gold["outcome"] == "clarify" {
            self.ask += 1;
            let all = words(&gold["missing"]).iter().all(|missing| asked.contains(&missing.as_str()));
            self.asked += usize::from(outcome == "clarify" && all);
        }
    }
}

impl std::fmt::Display for Count {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let share = |part: usize, of: usize| 100.0 * part as f32 / of.max(1) as f32;
        write!(
            out,
            "{} messages: serious {} ({:.1} %), wrong plans {} ({:.1} %), exact {:.1} %, outcome {:.1} %, asked {:.1} %",
            self.all,
            self.serious,
            share(self.serious, self.all),
            self.wrong,
            share(self.wrong, self.all),
            share(self.exact, self.due),
            share(self.outcome, self.all),
            share(self.asked, self.ask)
        )
    }
}

/// One plan.
pub struct Plan {
    action: &'static str,
    target: String,
    date: String,
    address: Option<Address>,
}

/// What comes of wishes that lack nothing.
pub fn plans(wishes: &[Wish], shelf: &Shelf) -> Vec<Plan> {
    let mut out = Vec::new();
    for wish in wishes {
        let Aim::These(set) = wish.aim else { continue };
        for item in shelf.of(set) {
            out.push(Plan {
                action: match wish.deed {
                    Some(Deed::Cancel) => "cancel",
                    Some(Deed::Skip) => "skip",
                    Some(Deed::Unskip) => "unskip",
                    Some(Deed::Move) => "move-date",
                    Some(Deed::Address) => "update-address",
                    None => continue,
                },
                target: format!("S{}", item.id),
                date: wish
                    .wanted
                    .and_then(|wanted| day(wanted, item.next))
                    .map(|date| date.to_string())
                    .unwrap_or_default(),
                address: wish.address.clone(),
            });
        }
    }
    out
}

fn given(reading: &Reading, shelf: &Shelf) -> (&'static str, Vec<Plan>, Vec<&'static str>) {
    let outcome = match reading {
        Reading::Wishes(wishes) => {
            let lacks = wishes.iter().flat_map(|wish| &wish.lacks);
            let asked: Vec<&str> = lacks
                .map(|lack| match lack {
                    Lack::Action => "action",
                    Lack::Subscription => "subscription",
                    Lack::Date => "date",
                    Lack::Address => "address",
                    Lack::Confirmation => "confirm-intent",
                })
                .collect();
            if asked.is_empty() {
                return ("prepare", plans(wishes, shelf), asked);
            }
            return ("clarify", Vec::new(), asked);
        }
        Reading::Information(..) => "inform",
        Reading::Handoff(_) | Reading::Foreign | Reading::Crowded => "handoff",
        Reading::Shop(_) => "not-subscription",
        Reading::Nothing => "none",
    };
    (outcome, Vec::new(), Vec::new())
}

/// True iff these are the plans that are due.
pub fn fits(gold: &Value, plans: &[Plan]) -> bool {
    if gold["outcome"] != "prepare" {
        return false;
    }
    let several = gold["actions"].as_array().cloned();
    let mut due: Vec<(Value, String)> = Vec::new();
    for one in several.unwrap_or_else(|| vec![gold.clone()]) {
        due.extend(words(&one["target"]).into_iter().map(|target| (one.clone(), target)));
    }
    for plan in plans {
        let Some(at) = due.iter().position(|(one, target)| one["action"] == plan.action && *target == plan.target)
        else {
            return false;
        };
        let (one, _) = due.remove(at);
        let mut dates = words(&one["date"]);
        dates.extend(words(&one["date_any_of"]));
        let address =
            one["address"].as_object().is_none_or(|wanted| plan.address.as_ref().is_some_and(|own| same(wanted, own)));
        if (plan.action == "move-date" && !dates.contains(&plan.date)) || !address {
            return false;
        }
    }
    due.is_empty()
}

fn same(wanted: &serde_json::Map<String, Value>, own: &Address) -> bool {
    let said = |key: &str| wanted.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let taken = |key: &str| {
        let part = match key {
            "address1" => &own.address1,
            "address2" => &own.address2,
            "city" => &own.city,
            "zip" => &own.zip,
            "province" => &own.province,
            "country_code" => &own.country_code,
            _ => &None,
        };
        part.clone().unwrap_or_default()
    };
    let joined = |of: &dyn Fn(&str) -> String| plain(&(of("address1") + &of("address2")));
    wanted.keys().all(|key| {
        plain(&said(key)) == plain(&taken(key)) || (key.starts_with("address") && joined(&said) == joined(&taken))
    })
}

fn plain(text: &str) -> String {
    let text = text.to_lowercase().replace("straße", "str").replace("strasse", "str").replace("str.", "str");
    text.chars().filter(|letter| letter.is_alphanumeric()).collect()
}

/// A word, or several.
pub fn words(value: &Value) -> Vec<String> {
    let one = value.as_str().map(str::to_owned);
    one.into_iter()
        .chain(value.as_array().into_iter().flatten().filter_map(|one| one.as_str().map(str::to_owned)))
        .collect()
}
