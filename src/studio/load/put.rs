//! The same bytes in one PUT, for servers that only keep files.

use super::fan::Fan;
use super::figures::Ask;
use super::garbage::GaveUp;
use super::parcel::Parcel;
use hyper::Method;

impl Fan {
    /// PUTs the recording under the fan's number.
    pub(super) async fn put_plainly(&mut self) -> Result<(), GaveUp> {
        let name = format!("{:08}", self.plan.fan);
        let path = self.path(&format!("/{name}"));
        let size = self.plan.recording.size_bytes();
        let recording = self.plan.recording.clone();
        let slow = self.plan.is_slow.then_some(self.stage.settings.slow_bytes_per_second);
        let body = || Parcel::piece(&recording, 0, size, None, slow);
        let answer = self.persist(Ask::Put, Method::PUT, &path, &[], body).await?;
        if !matches!(answer.status, 200 | 201 | 204) {
            return Err(self.unexpected("put", &answer));
        }
        self.figures.acknowledged(size);
        self.received(name);
        Ok(())
    }
}
