#include "store/postgres/listening_connection.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "store/postgres/failure.hpp"

namespace tessera::store::postgres {
namespace {

using Steady = ListeningConnection::Steady;

int milliseconds_until(Steady::time_point end) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Steady::now()).count();
  return static_cast<int>(std::max<std::int64_t>(left, 0));
}

}  // namespace

WakeUp::WakeUp() : fd_(eventfd(0, EFD_CLOEXEC)) {
  if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

WakeUp::~WakeUp() {
  close(fd_);
}

void WakeUp::set() const {
  eventfd_write(fd_, 1);
}

bool WakeUp::wait(std::chrono::milliseconds limit) const {
  pollfd waiting{.fd = fd_, .events = POLLIN, .revents = 0};
  return poll(&waiting, 1, static_cast<int>(limit.count())) > 0;
}

ListeningConnection::ListeningConnection(const std::string& connection_string, const WakeUp& stop,
                                         Steady::duration limit)
    : connection_(PQconnectStart(connection_string.c_str()), PQfinish), stop_(stop) {
  if (!connection_) throw ListeningLost("out of memory");
  connect(Steady::now() + limit);
}

void ListeningConnection::connect(Steady::time_point end) {
  auto state = PGRES_POLLING_WRITING;
  while (state != PGRES_POLLING_OK) {
    if (state == PGRES_POLLING_FAILED)
      throw ListeningLost("cannot connect: " + first_line(PQerrorMessage(connection_.get())));
    if (!poll_for(state == PGRES_POLLING_READING ? POLLIN : POLLOUT, end))
      throw ListeningLost("cannot connect in time");
    state = PQconnectPoll(connection_.get());
  }
  PQsetnonblocking(connection_.get(), 1);
}

bool ListeningConnection::poll_for(short events, Steady::time_point end) const {
  std::array<pollfd, 2> waiting{
      {{.fd = PQsocket(connection_.get()), .events = events, .revents = 0},
       {.fd = stop_.fd(), .events = POLLIN, .revents = 0}}};
  if (waiting[0].fd < 0) throw ListeningLost(first_line(PQerrorMessage(connection_.get())));
  int ready = 0;
  do {
    ready = poll(waiting.data(), waiting.size(), milliseconds_until(end));
  } while (ready < 0 && errno == EINTR);
  if (ready > 0 && waiting[1].revents != 0) throw Stopped{};
  return ready > 0 && waiting[0].revents != 0;
}

void ListeningConnection::flush(Steady::time_point end) {
  for (int left = PQflush(connection_.get()); left != 0; left = PQflush(connection_.get())) {
    if (left < 0) throw ListeningLost(first_line(PQerrorMessage(connection_.get())));
    if (!poll_for(POLLIN | POLLOUT, end)) throw ListeningLost("the server does not take anything");
    receive();
  }
}

void ListeningConnection::receive() {
  if (PQconsumeInput(connection_.get()) == 0)
    throw ListeningLost(first_line(PQerrorMessage(connection_.get())));
}

void ListeningConnection::exec(const std::string& sql, Steady::duration limit) {
  const auto end = Steady::now() + limit;
  if (PQsendQuery(connection_.get(), sql.c_str()) == 0)
    throw ListeningLost(first_line(PQerrorMessage(connection_.get())));
  flush(end);
  for (;;) {
    while (PQisBusy(connection_.get()) != 0) {
      if (!poll_for(POLLIN, end)) throw ListeningLost("no answer in time");
      receive();
    }
    const std::unique_ptr<PGresult, void (*)(PGresult*)> result(PQgetResult(connection_.get()),
                                                                PQclear);
    if (!result) return;
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_EMPTY_QUERY)
      throw ListeningLost(first_line(PQresultErrorMessage(result.get())));
  }
}

void ListeningConnection::wait(Steady::duration limit) {
  if (poll_for(POLLIN, Steady::now() + limit)) receive();
}

void ListeningConnection::take_notifications(
    const std::function<void(const std::string& channel)>& take) {
  while (PGnotify* raw = PQnotifies(connection_.get())) {
    const std::unique_ptr<PGnotify, void (*)(void*)> notification(raw, PQfreemem);
    take(notification->relname);
  }
}

}  // namespace tessera::store::postgres
