// The contents of the databases under test, made by the server's own services and stores, and what
// the load needs to know of them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <tessera/crypto/key.hpp>
#include <tessera/oauth/client_directory.hpp>

#include "app/node/backends.hpp"
#include "app/node/rooms.hpp"
#include "bench/full/place.hpp"
#include "oauth/tokens/token_issuer.hpp"
#include "tests/support/virtual_authenticator.hpp"

namespace tessera::bench {

struct Sizes {
  std::size_t people = 20'000;
  std::size_t clients = 1'000;
  std::size_t sessions = 100'000;
  std::size_t families = 10'000;  // refresh families, each over a session, for each of two portals
  std::size_t tokens = 10'000;    // distinct live access tokens
  std::size_t passwords = 300;    // of the people, how many can sign in ...
  std::size_t codes = 600;        // ... and hold a one-time code too
  std::size_t passkeys = 300;     // people beside them, with a passkey ...
  std::size_t cards = 300;        // ... or a smart card
};

struct Login {
  std::string login;
  std::string password;
  Bytes totp;          // secret, or empty
  std::string device;  // cookie of the browser that the person signed in with before
};
// Signs in without typing, in a browser that is known.
struct PasskeyHolder {
  test::VirtualAuthenticator key;
  std::string device;
};
struct CardHolder {
  std::shared_ptr<boost::asio::ssl::context> card;
  std::string device;
};
struct Machine {
  std::string id;
  std::string secret;
};
struct Portal : Machine {
  std::vector<std::string> refresh;  // the token in force of each family
  std::vector<Uuid> families;
  std::vector<std::string> subjects;
};

// Authenticates by assertions of its key, and proves the same key by DPoP.
struct KeyClient : Machine {
  crypto::Key key = crypto::Key::generate(crypto::KeyType::ec_p256);
};

struct Contents {
  std::vector<Login> password_only;
  std::vector<Login> with_code;
  std::vector<PasskeyHolder> with_passkey;
  std::vector<CardHolder> with_card;
  std::vector<Machine> machines;
  std::vector<Machine> rs256_machines;  // whose access tokens are signed by RS256
  Portal rs256, es256;                  // by the algorithm of their ID tokens
  KeyClient key_machine;
  KeyClient fapi;                    // a portal of profile fapi2, tokens bound by DPoP
  std::vector<std::string> cookies;  // of all sessions
  std::vector<Uuid> sessions;
  std::vector<Uuid> session_people;
};

class Filler {
 public:
  // Opens the rooms on the settings of the place; listens nowhere and runs no job.
  explicit Filler(Place& place);
  ~Filler();
  [[nodiscard]] Contents fill(const Sizes& sizes);
  // Each with its approval, through the service.
  [[nodiscard]] double clients_per_second() const { return clients_per_second_; }
  // Access tokens of the portal's families, as a refresh gives them out, with the claims name and
  // email to ask for at userinfo, or sub alone; bound to the key of that thumbprint, if any. Also
  // says in Redis that the families live, as a first use does.
  [[nodiscard]] std::vector<std::string> mint(const Portal& portal, const Contents& contents,
                                              std::size_t count, bool with_claims,
                                              const std::string& jkt = {});

 private:
  struct Person {
    Uuid id;
    Login login;
  };
  [[nodiscard]] Task<Uuid> make_person(const std::string& login);
  [[nodiscard]] Task<Login> make_login(std::size_t n, bool with_code);
  // fill_proofs.cpp: people who prove by what they hold.
  [[nodiscard]] Task<PasskeyHolder> make_passkey_holder(std::size_t n);
  [[nodiscard]] Task<CardHolder> make_card_holder(std::size_t n);
  [[nodiscard]] std::string known_browser(const Uuid& person);
  void fill_proofs(Contents& out, const Sizes& sizes);
  [[nodiscard]] Task<Machine> make_client(const boost::json::object& registration);
  [[nodiscard]] Task<> make_session(const Uuid& person, Uuid& id, std::string& cookie);
  [[nodiscard]] Task<> make_family(Portal& portal, std::size_t n, const Uuid& session,
                                   const Uuid& person);
  [[nodiscard]] RequestContext context();
  void sequence_journal();
  // make(i) for every i below count, `width` at once over all io threads. Seconds.
  double in_parallel(const char* what, std::size_t count, std::size_t width,
                     const std::function<Task<>(std::size_t)>& make);

  Place& place_;
  app::Backends backends_;
  app::Rooms rooms_;
  oauth::TokenIssuer issuer_;
  double clients_per_second_ = 0;
};

}  // namespace tessera::bench
