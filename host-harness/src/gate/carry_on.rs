//! A plan that a person approved and whose host then went away before it began: the next person who says yes carries on.

use super::Gate;
use super::people::Approver;
use super::plan::StoredPlan;
use super::records::{about_plan, actor, refused};
use super::refusal::{GateError, Refusal};
use crate::contract::Context;
use crate::store::{AuditKind, Hash, PlanState};

impl Gate {
    /// As [`Gate::approve`], for somebody who wants the plan carried out at once and in this context by this plugin. The
    /// plan has to be of the context's connection and of that plugin, or nothing is approved. Where it was approved already and never begun, this person's yes
    /// is recorded beside the other one, and it can be carried out: of all who try, one claims it.
    ///
    /// # Errors
    /// [`GateError::Refused`] with the reason; recorded.
    pub async fn approve_to_execute(
        &self,
        approver: &Approver,
        plan: &str,
        shown: Hash,
        context: &Context,
        plugin: &str,
    ) -> Result<StoredPlan, GateError> {
        let by = approver.person().actor();
        let stored = self.get_or_record(plan, "approve", &by).await?;
        self.of_connection(&stored, "approve", &by, &context.connection).await?;
        if stored.state.is_open() && stored.plugin != plugin {
            return self.refuse(Refusal::OtherPlugin, refused(&stored, self.now(), "approve", &by)).await;
        }
        if stored.state == PlanState::Expired {
            // It may have been approved in time: that its time is over counts more than that.
            self.expire(&stored).await?;
        }
        let is_left =
            stored.state == PlanState::Approved && stored.identity == shown && stored.ticket == context.ticket;
        if !is_left || !self.config.writes {
            return self.approve(approver, plan, shown, Some(&context.ticket)).await;
        }
        // The action may be another than the one this approver was made for.
        self.approver(approver.person(), &stored.id).await?;
        let event = about_plan(&stored).event(AuditKind::PlanConfirmed, self.now()).detail("by", actor(&by));
        let event = event.detail("identity", stored.identity.to_string()).detail("title", stored.plan.title.as_str());
        self.blocking(move |store| store.append(&[event])).await??;
        Ok(stored)
    }
}
