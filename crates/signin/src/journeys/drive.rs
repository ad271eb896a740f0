//! Letting nodes act, one after another, until a person is to be asked or the run ends.

use durward_journey::graph::{Kind, Node, Page};
use durward_journey::input::Input;
use durward_journey::step::Step;
use durward_journey::transition::{Journeys, Next, Outcome, Why, advance};
use durward_store::Error;

use crate::nodes::{Act, AnyNode, Scene, Turn};

/// Where it stopped.
#[derive(Debug)]
pub(super) enum Stop {
    /// A person is to be asked.
    Ask(Step),
    /// The run has ended well.
    Success,
    /// The run has ended badly.
    Failure(Why),
}

/// Goes on from `next`.
pub(super) async fn enter(
    turn: &mut Turn<'_>,
    journeys: &Journeys<AnyNode>,
    next: Next<'_, AnyNode>,
) -> Result<Stop, Error> {
    walk(turn, journeys, next, None).await
}

/// Goes on from the step being shown with what the person answered.
pub(super) async fn answer(
    turn: &mut Turn<'_>,
    journeys: &Journeys<AnyNode>,
    input: Input,
) -> Result<Stop, Error> {
    match journeys.current(turn.state) {
        Ok(node) => walk(turn, journeys, Next::Enter(node), Some(input)).await,
        Err(why) => Ok(Stop::Failure(why)),
    }
}

/// The step that is being shown.
pub(super) fn shown(journeys: &Journeys<AnyNode>, scene: &Scene<'_>) -> Result<Step, Why> {
    let mut step = ask(journeys.current(scene.state)?, scene);
    step.notice.clone_from(&scene.state.notice);
    Ok(step)
}

async fn walk(
    turn: &mut Turn<'_>,
    journeys: &Journeys<AnyNode>,
    mut next: Next<'_, AnyNode>,
    mut input: Option<Input>,
) -> Result<Stop, Error> {
    loop {
        let node = match next {
            Next::Enter(node) => node,
            Next::Success => return Ok(Stop::Success),
            Next::Failure(why) => return Ok(Stop::Failure(why)),
        };
        let mut left = match (node.waits(), input.take()) {
            (true, None) => None,
            (true, Some(input)) => act(turn, node, &input).await?,
            (false, _) => act(turn, node, &Input::default()).await?,
        };
        if left.is_none() {
            left = prepare(turn, node).await?;
        }
        let Some(outcome) = left else {
            let mut step = ask(node, &turn.scene());
            turn.state.show(&mut step);
            return Ok(Stop::Ask(step));
        };
        next = advance(journeys, turn.state, &outcome);
    }
}

/// Lets a node, or the nodes of a page, make ready what they ask. An outcome when there is nothing to ask.
async fn prepare(turn: &mut Turn<'_>, node: &Node<AnyNode>) -> Result<Option<Outcome>, Error> {
    match node.kind() {
        Kind::Plain(plain) => Ok(match plain.prepare(turn).await? {
            Act::Leave(outcome) => Some(outcome),
            Act::Again => None,
        }),
        Kind::Page(page) => {
            for (place, child) in page.children().iter().enumerate() {
                if !turn.state.is_child_done(place)
                    && let Act::Leave(outcome) = child.node().prepare(turn).await?
                {
                    turn.state.child_done(place, &outcome);
                }
            }
            Ok(turn.state.page_outcome(page))
        }
        Kind::Inner(_) => Ok(None),
    }
}

/// Lets a node, or the nodes of a page, act. None when the person is to be asked (again).
async fn act(
    turn: &mut Turn<'_>,
    node: &Node<AnyNode>,
    input: &Input,
) -> Result<Option<Outcome>, Error> {
    match node.kind() {
        Kind::Plain(plain) => Ok(match plain.act(turn, input).await? {
            Act::Leave(outcome) => Some(outcome),
            Act::Again => None,
        }),
        Kind::Page(page) => act_page(turn, page, input).await,
        Kind::Inner(journey) => Err(Error::internal(format!(
            "the engine did not enter the journey {journey}"
        ))),
    }
}

async fn act_page(
    turn: &mut Turn<'_>,
    page: &Page<AnyNode>,
    input: &Input,
) -> Result<Option<Outcome>, Error> {
    for (place, child) in page.children().iter().enumerate() {
        if turn.state.is_child_done(place) {
            continue;
        }
        let part = turn.state.input_of(place, input);
        match child.node().act(turn, &part).await? {
            Act::Leave(outcome) => turn.state.child_done(place, &outcome),
            // What comes after it is asked again with it, so that no password waits in between.
            Act::Again => return Ok(None),
        }
    }
    Ok(turn.state.page_outcome(page))
}

/// What `node` asks now.
fn ask(node: &Node<AnyNode>, scene: &Scene<'_>) -> Step {
    match node.kind() {
        Kind::Plain(plain) => {
            let mut step = Step::default();
            step.ask(0, plain.ask(scene));
            step
        }
        Kind::Page(page) => {
            let mut step = Step::of_page(page);
            for (place, child) in page.children().iter().enumerate() {
                if !scene.state.is_child_done(place) {
                    step.ask(place, child.node().ask(scene));
                }
            }
            step
        }
        Kind::Inner(_) => Step::default(),
    }
}
