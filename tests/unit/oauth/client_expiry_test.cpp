#include <tessera/oauth/client_expiry.hpp>

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace tessera::oauth {
namespace {

// Two on a page, so that the second page is asked for.
class FakeClients final : public ClientAdmin {
 public:
  Task<ClientPage> list(const ClientQuery& query) override {
    ClientPage page;
    for (const auto& client : clients) {
      if (client.status != query.status || (query.after && !(*query.after < client.id))) continue;
      if (page.clients.size() == 2) {
        page.next = page.clients.back().id;
        break;
      }
      page.clients.push_back(client);
    }
    co_return page;
  }
  Task<Result<Client>> get(const Uuid&) override { co_return fail(Errc::not_found, "x"); }
  Task<std::vector<SecretInfo>> secrets(const Uuid&) override {
    co_return std::vector<SecretInfo>{};
  }
  Task<Result<NewClient>> create(const ClientRegistration&, const people::ActingAs&,
                                 const RequestContext&) override {
    co_return fail(Errc::invalid, "x");
  }
  Task<Result<Client>> update(const Uuid&, const ClientRegistration&, std::optional<std::int64_t>,
                              const people::ActingAs&, const RequestContext&) override {
    co_return fail(Errc::invalid, "x");
  }
  Task<Result<Client>> resubmit(const Uuid&, const ClientRegistration&, std::int64_t,
                                const people::ActingAs&, const RequestContext&) override {
    co_return fail(Errc::invalid, "x");
  }
  Task<Result<Client>> set_status(const Uuid& id, ClientStatus to, std::string reason,
                                  const people::ActingAs& by, const RequestContext&,
                                  std::optional<std::int64_t>) override {
    if (id == changing) co_return fail(Errc::precondition, "client.changed");
    const auto client = std::ranges::find(clients, id, &Client::id);
    client->status = to;
    reasons.push_back(by.kind + "/" + reason);
    co_return *client;
  }
  Task<Result<NewClient>> rotate_secret(const Uuid&, Duration, const people::ActingAs&,
                                        const RequestContext&) override {
    co_return fail(Errc::invalid, "x");
  }

  std::vector<Client> clients;
  std::vector<std::string> reasons;
  Uuid changing;
};

constexpr TimePoint kNow{seconds{1'800'000'000}};

class ClientExpiryTest : public ::testing::Test {
 protected:
  Uuid add(ClientStatus status, std::optional<TimePoint> expires) {
    Client client{.id = Uuid{{static_cast<std::uint8_t>(clients_.clients.size() + 1)}}};
    client.status = status;
    client.registration.expires = expires;
    clients_.clients.push_back(client);
    return client.id;
  }
  int run() {
    int marked = -1;
    boost::asio::io_context io;
    boost::asio::co_spawn(
        io, [&]() -> Task<> { marked = co_await expire_clients(clients_, {.received = kNow}); },
        [](std::exception_ptr error) {
          if (error) std::rethrow_exception(error);
        });
    io.run();
    return marked;
  }
  ClientStatus status(const Uuid& id) {
    return std::ranges::find(clients_.clients, id, &Client::id)->status;
  }
  FakeClients clients_;
};

TEST_F(ClientExpiryTest, MarksWhoseAgreementEnded) {
  const auto over = add(ClientStatus::approved, kNow);
  const auto ahead = add(ClientStatus::approved, kNow + seconds{1});
  const auto open = add(ClientStatus::approved, std::nullopt);
  const auto last = add(ClientStatus::approved, kNow - days{1});
  const auto suspended = add(ClientStatus::suspended, kNow - days{1});
  const auto draft = add(ClientStatus::draft, kNow - days{1});
  EXPECT_EQ(run(), 3);
  for (const auto& id : {over, last, suspended}) EXPECT_EQ(status(id), ClientStatus::expired);
  EXPECT_EQ(status(ahead), ClientStatus::approved);
  EXPECT_EQ(status(open), ClientStatus::approved);
  EXPECT_EQ(status(draft), ClientStatus::draft);
  EXPECT_EQ(clients_.reasons, std::vector<std::string>(3, "system/agreement_ended"));
  EXPECT_EQ(run(), 0);
}

TEST_F(ClientExpiryTest, OneThatIsChangedMeanwhileWaits) {
  clients_.changing = add(ClientStatus::approved, kNow);
  add(ClientStatus::approved, kNow);
  EXPECT_EQ(run(), 1);
  clients_.changing = {};
  EXPECT_EQ(run(), 1);
}

}  // namespace
}  // namespace tessera::oauth
