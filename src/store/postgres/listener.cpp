#include "store/postgres/listener.hpp"

#include <algorithm>
#include <map>
#include <thread>

#include <tessera/runtime/log.hpp>
#include <tessera/runtime/metrics.hpp>

#include "store/postgres/listening_connection.hpp"

namespace tessera::store::postgres {
namespace {

constexpr milliseconds kShortestPause{100};
constexpr milliseconds kLongestPause{2000};

struct Channel {
  runtime::ChangeSignal signal;
  std::function<void()> changed;
};

}  // namespace

struct Listener::Impl {
  Impl(ListenerOptions o, const Clock& c)
      : options(std::move(o)),
        settings(connection_string({.url = options.url,
                                    .application_name = options.application_name,
                                    .connect_timeout = options.connect_timeout})),
        clock(c) {}

  void run() {
    auto pause = kShortestPause;
    while (!stop.wait(milliseconds{0})) {
      try {
        stay_connected(pause);
      } catch (const Stopped&) {
        return;
      } catch (const ListeningLost& lost) {
        live.set(0);
        runtime::log(runtime::Level::warn, "postgres.listener_lost", {{"detail", lost.what()}});
      }
      if (stop.wait(pause)) return;
      pause = std::min(pause * 2, kLongestPause);
    }
  }

  // Ends by an exception only.
  [[noreturn]] void stay_connected(milliseconds& pause) {
    ListeningConnection connection(settings, stop, options.connect_timeout);
    for (const auto& [name, channel] : channels)
      connection.exec("listen \"" + name + '"', options.answer_within);
    for (auto& [name, channel] : channels) announce(channel);
    pause = kShortestPause;
    live.set(1);
    for (;;) {
      // All that was committed before the question arrives no later than its answer.
      const auto asked = clock.now();
      connection.exec("", options.answer_within);
      take(connection);
      for (auto& [name, channel] : channels) channel.signal.be_sure_until(asked);
      listen_for(connection, options.ask_every);
    }
  }

  void listen_for(ListeningConnection& connection, Duration time) {
    const auto end = ListeningConnection::Steady::now() + time;
    for (auto now = end - time; now < end; now = ListeningConnection::Steady::now()) {
      connection.wait(end - now);
      take(connection);
    }
  }

  void take(ListeningConnection& connection) {
    connection.take_notifications([this](const std::string& name) {
      const auto found = channels.find(name);
      if (found != channels.end()) announce(found->second);
    });
  }

  static void announce(Channel& channel) {
    channel.signal.announce();
    if (channel.changed) channel.changed();
  }

  ListenerOptions options;
  std::string settings;
  const Clock& clock;
  std::map<std::string, Channel> channels;  // unchanged once the thread runs
  WakeUp stop;
  std::jthread thread;
  runtime::Gauge& live =
      runtime::gauge("tessera_db_listener_up", "1 while changes are heard of by notification");
};

Listener::Listener(ListenerOptions options, const Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(options), clock)) {}

Listener::~Listener() {
  stop();
}

const runtime::ChangeSignal& Listener::listen(const std::string& channel) {
  return impl_->channels[channel].signal;
}

void Listener::on_change(const std::string& channel, std::function<void()> changed) {
  impl_->channels[channel].changed = std::move(changed);
}

void Listener::start() {
  impl_->thread = std::jthread([impl = impl_.get()] { impl->run(); });
}

void Listener::stop() {
  impl_->stop.set();
  if (impl_->thread.joinable()) impl_->thread.join();
}

}  // namespace tessera::store::postgres
