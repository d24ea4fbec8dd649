//! One request at a time may write a take's bytes, and the newest wins.
//!
//! A phone that loses its network opens a new connection while the server still waits on the old one. The old request
//! is told to stop; when it has, the new one goes on from what is in the file.

use crate::studio::problem::{Code, Problem};
use crate::studio::secrets::TicketId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedMutexGuard, watch};

/// Who is at work on which take.
#[derive(Debug)]
pub(in crate::studio) struct Leases {
    slots: Mutex<HashMap<TicketId, Arc<Slot>>>,
    patience: Duration,
}

#[derive(Debug)]
struct Slot {
    turn: Arc<tokio::sync::Mutex<()>>,
    /// Number of the newest request for this take.
    newest: watch::Sender<u64>,
}

/// The right to touch a take's upload; ends when it is dropped.
#[derive(Debug)]
pub(in crate::studio) struct Lease {
    leases: Arc<Leases>,
    ticket: TicketId,
    slot: Arc<Slot>,
    number: u64,
    newest: watch::Receiver<u64>,
    turn: Option<OwnedMutexGuard<()>>,
}

impl Leases {
    /// An older request has `patience` to stop.
    pub(in crate::studio) fn new(patience: Duration) -> Arc<Self> {
        Arc::new(Self {
            slots: Mutex::default(),
            patience,
        })
    }

    /// Waits for the older holder of a take, after telling it to stop.
    pub(in crate::studio) async fn take_over(self: &Arc<Self>, ticket: TicketId) -> Result<Lease, Problem> {
        let slot = {
            let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
            let slot = slots.entry(ticket).or_insert_with(|| {
                Arc::new(Slot {
                    turn: Arc::default(),
                    newest: watch::Sender::new(0),
                })
            });
            Arc::clone(slot)
        };
        let mut number = 0;
        slot.newest.send_modify(|newest| {
            *newest += 1;
            number = *newest;
        });
        let mut lease = Lease {
            leases: Arc::clone(self),
            ticket,
            newest: slot.newest.subscribe(),
            slot,
            number,
            turn: None,
        };
        let turn = tokio::time::timeout(self.patience, Arc::clone(&lease.slot.turn).lock_owned()).await;
        lease.turn = Some(turn.map_err(|_| busy())?);
        if lease.is_newest() { Ok(lease) } else { Err(busy()) }
    }
}

impl Lease {
    /// Returns when a newer request wants this take.
    pub(in crate::studio) async fn superseded(&mut self) {
        let number = self.number;
        // An error means that the slot is gone, which it is not while we hold it.
        let _ = self.newest.wait_for(|newest| *newest != number).await;
    }

    fn is_newest(&self) -> bool {
        *self.newest.borrow() == self.number
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let mut slots = self.leases.slots.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.turn.take());
        // The table and we: nobody waits, and nobody can begin to while the table is locked.
        if Arc::strong_count(&self.slot) == 2 {
            slots.remove(&self.ticket);
        }
    }
}

/// What a request hears that has to make way.
pub(in crate::studio) fn busy() -> Problem {
    Problem::new(
        Code::UploadBusy,
        "ask with HEAD where the upload stands, then go on from there",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticket() -> TicketId {
        TicketId::parse(&"5".repeat(32)).unwrap()
    }

    #[tokio::test]
    async fn the_newest_takes_over_and_nothing_stays_behind() {
        let leases = Leases::new(Duration::from_millis(50));
        let mut old = leases.take_over(ticket()).await.unwrap();
        let new = tokio::spawn({
            let leases = Arc::clone(&leases);
            async move { leases.take_over(ticket()).await }
        });
        old.superseded().await;
        drop(old);
        drop(new.await.unwrap().unwrap());
        assert!(leases.slots.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn one_that_does_not_stop_is_waited_for_only_so_long() {
        let leases = Leases::new(Duration::from_millis(50));
        let old = leases.take_over(ticket()).await.unwrap();
        let refused = leases.take_over(ticket()).await.unwrap_err();
        assert_eq!(refused.code, Code::UploadBusy);
        drop(old);
        assert!(leases.slots.lock().unwrap().is_empty());
        leases.take_over(ticket()).await.unwrap();
    }
}
