#include <tessera/oauth/client_admin.hpp>

namespace tessera::oauth {

Task<int> expire_ended_agreements(ClientAdmin& clients, TimePoint now, Random& random) {
  const people::ActingAs by{.kind = "system", .purpose = "agreement"};
  const RequestContext context{.request_id = make_uuid7(now, random), .received = now};
  ClientQuery query{.status = ClientStatus::approved, .limit = 200};
  int count = 0;
  do {
    const auto page = co_await clients.list(query);
    for (const auto& client : page.clients) {
      const auto& ends = client.registration.expires;
      if (!ends || now < *ends) continue;
      const auto done = co_await clients.set_status(client.id, ClientStatus::expired,
                                                    "agreement ended", by, context);
      if (done) ++count;
    }
    query.after = page.next;
  } while (query.after);
  co_return count;
}

}  // namespace tessera::oauth
