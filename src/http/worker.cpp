#include "http/worker.hpp"

namespace tessera::http {

namespace {
constexpr std::chrono::milliseconds kSweep{100};
}

Worker::Worker(boost::asio::io_context& context, Random& random)
    : context_(context), random_(random), timer_(context) {}

void Worker::add(Tracked& connection) {
  connection.index = connections_.size();
  connections_.push_back(&connection);
  if (!armed_) arm();
}

void Worker::remove(Tracked& connection) {
  connections_[connection.index] = connections_.back();
  connections_[connection.index]->index = connection.index;
  connections_.pop_back();
}

void Worker::arm() {
  armed_ = true;
  timer_.expires_after(kSweep);
  timer_.async_wait([self = shared_from_this()](boost::system::error_code ec) {
    if (!ec) self->sweep();
  });
}

// Expiring may remove the connection at once: from the back, so that a removal moves only seen
// ones.
void Worker::sweep() {
  armed_ = false;
  const auto now = std::chrono::steady_clock::now();
  for (auto i = connections_.size(); i-- > 0;)
    if (i < connections_.size() && connections_[i]->deadline <= now) connections_[i]->expire();
  if (!connections_.empty()) arm();
}

void Worker::drain_all() {
  for (auto i = connections_.size(); i-- > 0;)
    if (i < connections_.size()) connections_[i]->drain();
}

void Worker::close_all() {
  for (auto i = connections_.size(); i-- > 0;)
    if (i < connections_.size()) connections_[i]->close();
}

}  // namespace tessera::http
