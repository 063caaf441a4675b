#include <tessera/oauth/client_expiry.hpp>

namespace tessera::oauth {
namespace {

bool has_ended(const Client& client, TimePoint now) {
  const auto& ends = client.registration.expires;
  return ends && *ends <= now;
}

Task<int> expire_those(ClientAdmin& clients, ClientStatus status, const RequestContext& context) {
  const people::ActingAs by{.kind = "system", .purpose = "agreement"};
  ClientQuery query{.status = status, .limit = 200};
  int count = 0;
  do {
    const auto page = co_await clients.list(query);
    for (const auto& client : page.clients) {
      if (!has_ended(client, context.received)) continue;
      const auto done = co_await clients.set_status(client.id, ClientStatus::expired,
                                                    "agreement_ended", by, context);
      if (done) ++count;
    }
    query.after = page.next;
  } while (query.after);
  co_return count;
}

}  // namespace

Task<int> expire_clients(ClientAdmin& clients, const RequestContext& context) {
  const int approved = co_await expire_those(clients, ClientStatus::approved, context);
  co_return approved + co_await expire_those(clients, ClientStatus::suspended, context);
}

}  // namespace tessera::oauth
