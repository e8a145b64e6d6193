//! The senses that the word tables give to phrases.

macro_rules! senses {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)+) => {
        /// What a phrase means.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Sense { $($(#[$doc])* $name,)+ }

        impl Sense {
            /// All of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The sense that a heading of a table names.
            pub fn named(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

senses! {
    /// Ending a subscription.
    Cancel = "cancel",
    /// Stopping, pausing, holding: which of the actions is open.
    Stop = "stop",
    /// Leaving a delivery out.
    Skip = "skip",
    /// Bringing a skipped delivery back.
    Unskip = "unskip",
    /// Another date.
    Move = "move",
    /// Sending, coming, suiting: with a date, another date.
    Send = "send",
    /// An address or a move of house.
    Address = "address",
    /// A move of house.
    Relocate = "relocate",
    /// After all: what was skipped is wanted.
    AfterAll = "afterall",
    /// Written for somebody else.
    Behalf = "behalf",
    /// Changing or correcting something.
    Change = "change",
    /// The next one.
    Next = "next",
    /// A delivery.
    Delivery = "delivery",
    /// A subscription.
    Subscription = "subscription",
    /// An order.
    Order = "order",
    /// The number of an order.
    OrderNumber = "ordernumber",
    /// Another rhythm.
    Frequency = "frequency",
    /// Another product.
    Swap = "swap",
    /// More or fewer.
    Quantity = "quantity",
    /// How it is paid.
    Payment = "payment",
    /// Money back.
    Refund = "refund",
    /// A subscription that ended and is wanted again.
    Reactivate = "reactivate",
    /// A lower price.
    Discount = "discount",
    /// A subscription more, as a gift, or for somebody else.
    NewSubscription = "newsubscription",
    /// Sign-in, name, e-mail.
    Account = "account",
    /// Displeasure, or a call for a person.
    Complaint = "complaint",
    /// A parcel on its way.
    Parcel = "parcel",
    /// Returns, damage, something missing.
    Return = "return",
    /// Paper for an order.
    Invoice = "invoice",
    /// Orders and goods of the shop.
    Shop = "shop",
    /// When.
    When = "when",
    /// How much money.
    Price = "price",
    /// Where to.
    Where = "where",
    /// What there is.
    Overview = "overview",
    /// How something is done.
    How = "how",
    /// Whether something was done.
    Status = "status",
    /// Not.
    Negation = "negation",
    /// If.
    If = "if",
    /// An "if" that is no condition.
    IfPolite = "ifpolite",
    /// Or else.
    Else = "else",
    /// Perhaps.
    Maybe = "maybe",
    /// Nothing is settled yet.
    Unsettled = "unsettled",
    /// Was going to.
    WasGoing = "wasgoing",
    /// Done already.
    Past = "past",
    /// Somebody else's.
    Third = "third",
    /// Words for the machine.
    Inject = "inject",
    /// A change of mind.
    Revise = "revise",
    /// Nothing of it after all.
    Withdraw = "withdraw",
    /// What stays.
    Keep = "keep",
    /// What is left out of "all".
    Except = "except",
    /// Those that weren't named.
    Others = "others",
    /// All of them.
    All = "all",
    /// Two of them.
    Both = "both",
    /// One of several.
    One = "one",
    /// A request.
    Request = "request",
    /// A plain request.
    Polite = "polite",
    /// Thanks.
    Thanks = "thanks",
    /// Yes.
    Yes = "yes",
    /// No.
    No = "no",
    /// Not at home.
    Away = "away",
    /// An automatic answer.
    OutOfOffice = "outofoffice",
    /// Advertising, applications, other people's business.
    Marketing = "marketing",
}

impl Sense {
    /// True iff it says what is to be done.
    pub fn is_act(self) -> bool {
        matches!(self, Self::Cancel | Self::Stop | Self::Skip | Self::Unskip | Self::Move | Self::Address)
    }
}
