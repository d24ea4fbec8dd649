//! How many connections one household holds: else a single machine could take every place there is.

use super::limits::household;
use super::settings::Settings;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// A household has a few phones, and a browser opens six connections.
const LEAST_DEFAULT: u32 = 16;

/// Connections by household.
#[derive(Debug)]
pub(super) struct Households {
    connections: Mutex<HashMap<IpAddr, u32>>,
    most: Most,
}

#[derive(Debug, Clone, Copy)]
enum Most {
    /// Whoever it is.
    Unlimited,
    /// Whoever it is.
    Each(u32),
    /// Not for this machine itself, on which a proxy or a measurement may run.
    EachButLoopback(u32),
}

/// A connection that is counted until this is dropped.
#[derive(Debug)]
pub(super) struct Guest {
    households: Arc<Households>,
    household: IpAddr,
}

impl Households {
    /// Behind a proxy of ours all connections are the proxy's, so there is nothing to tell apart.
    pub(super) fn new(settings: &Settings, max_connections: u32) -> Arc<Self> {
        let most = match settings.max_connections_per_address {
            _ if settings.trust_forwarded > 0 => Most::Unlimited,
            Some(0) => Most::Unlimited,
            Some(most) => Most::Each(most),
            None => Most::EachButLoopback((max_connections / 8).max(LEAST_DEFAULT)),
        };
        Arc::new(Self {
            connections: Mutex::default(),
            most,
        })
    }

    /// A place for a connection from `address`, if its household has one left.
    pub(super) fn enter(self: &Arc<Self>, address: IpAddr) -> Option<Guest> {
        let most = match self.most {
            Most::Unlimited => u32::MAX,
            Most::EachButLoopback(_) if address.to_canonical().is_loopback() => u32::MAX,
            Most::Each(most) | Most::EachButLoopback(most) => most,
        };
        let household = household(address);
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        let held = connections.get(&household).copied().unwrap_or(0);
        if held >= most {
            return None;
        }
        connections.insert(household, held + 1);
        Some(Guest {
            households: Arc::clone(self),
            household,
        })
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let connections = &self.households.connections;
        let mut connections = connections.lock().unwrap_or_else(PoisonError::into_inner);
        if let Entry::Occupied(mut held) = connections.entry(self.household) {
            *held.get_mut() -= 1;
            if *held.get() == 0 {
                held.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn households(change: impl FnOnce(&mut Settings)) -> Arc<Households> {
        let mut settings = Settings::from_environment().unwrap();
        change(&mut settings);
        Households::new(&settings, 256)
    }

    #[test]
    fn a_household_leaves_places_to_others_and_gets_its_own_back() {
        let households = households(|settings| settings.max_connections_per_address = Some(2));
        let enter = |address: &str| households.enter(address.parse().unwrap());
        let first = enter("2001:db8::1").unwrap();
        let _second = enter("2001:db8::2").unwrap();
        assert!(enter("2001:db8::3").is_none());
        assert!(enter("192.0.2.1").is_some());
        drop(first);
        let _third = enter("2001:db8::3").unwrap();
        assert_eq!(households.connections.lock().unwrap().len(), 1);
    }

    #[test]
    fn who_cannot_be_told_apart_is_not_limited() {
        let hundred = |households: &Arc<Households>, address: &str| {
            let guests = (0..100).filter_map(|_| households.enter(address.parse().unwrap()));
            guests.collect::<Vec<_>>().len()
        };
        assert_eq!(hundred(&households(|_| ()), "192.0.2.1"), 32);
        assert_eq!(hundred(&households(|_| ()), "127.0.0.1"), 100);
        assert_eq!(
            hundred(&households(|settings| settings.trust_forwarded = 1), "192.0.2.1"),
            100
        );
        let zero = households(|settings| settings.max_connections_per_address = Some(0));
        assert_eq!(hundred(&zero, "192.0.2.1"), 100);
    }
}
