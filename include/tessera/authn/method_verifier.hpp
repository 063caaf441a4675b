// One way to prove who one is. The sign-in service is given a list of these; what is not in the
// list is not offered. A verifier judges; it counts, throttles and commits nothing.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include <tessera/authn/authenticator_store.hpp>
#include <tessera/authn/flow.hpp>
#include <tessera/authn/levels.hpp>
#include <tessera/authn/sign_in_request.hpp>
#include <tessera/base/bytes.hpp>
#include <tessera/base/clock.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/secret.hpp>
#include <tessera/base/task.hpp>
#include <tessera/people/person.hpp>

namespace tessera::authn {

// What the form of a method sent.
struct Answer {
  Method method = Method::password;
  std::map<std::string, std::string, std::less<>> fields = {};
  Secret secret = {};  // a password or code: in no log, wiped after use
  [[nodiscard]] std::string field(std::string_view name) const {
    const auto found = fields.find(name);
    return found == fields.end() ? std::string() : found->second;
  }
};

struct Prompt {
  boost::json::object data = {};  // for the page, such as the options of navigator.credentials.get
  Bytes challenge = {};           // sealed into the page and single use; empty: none
};

struct PromptInput {
  const SignInRequest& request;
  const std::optional<people::Person>& person;   // once known
  const std::vector<AuthenticatorRecord>& held;  // of that person, active ones
  TimePoint now;
};

struct JudgeInput {
  const SignInRequest& request;
  const Answer& answer;
  std::optional<Uuid> person;  // who the ceremony is about, once known
  Bytes challenge;             // that the page carried; empty: none, or one that does not count
  bool known_device = false;
  std::string network = {};  // by which hashing takes turns
  TimePoint now;
};

struct Judged {
  std::string reason = "wrong";  // for the journal; empty: right
  std::optional<people::Person> person = std::nullopt;
  std::vector<AuthenticatorRecord> authenticators = {};  // of the person, as the store has them
  std::optional<Uuid> used = std::nullopt;               // the authenticator that was tried
  bool counts = false;  // a credential failure: counted at the authenticator
  GivenProof given = {};
};

// What tries are counted by.
struct CountedBy {
  std::string kind;  // "login", "code", "passkey" ...
  std::string
      whose;  // a login, a person's id, a credential id: as it was sent, whether it exists or not
  bool costly = false;    // right ones are bounded too
  bool guessable = true;  // false: a signature, which those who guess elsewhere must not use up
};

class MethodVerifier {
 public:
  virtual ~MethodVerifier() = default;
  [[nodiscard]] virtual Method method() const = 0;
  // May it come first, when nobody knows yet who is there?
  [[nodiscard]] virtual bool identifies() const = 0;
  // A normalised login, if the answer has one: what a known device is looked up by.
  [[nodiscard]] virtual std::string login_of(const Answer&) const { return {}; }
  [[nodiscard]] virtual CountedBy counted_by(const JudgeInput& input) const = 0;
  // The refusal, the same for every reason.
  [[nodiscard]] virtual Error refusal() const = 0;
  [[nodiscard]] virtual Task<Prompt> prompt(PromptInput input) {
    static_cast<void>(input);
    co_return Prompt{};
  }
  // Judges at equal cost whether the person exists or not. A person who may not sign in, or another
  // one than asked for, is refused by the service.
  [[nodiscard]] virtual Task<Judged> judge(JudgeInput input) = 0;
};

}  // namespace tessera::authn
