#include <tessera/authn/make.hpp>

#include <tessera/codec/json.hpp>
#include <tessera/runtime/log.hpp>

#include "authn/sessions/proven_sessions.hpp"
#include "authn/sessions/sessions.hpp"

namespace tessera::authn {
namespace {

// A message that cannot be read will never be: it is logged and done with.
void log_unreadable(std::string_view member) {
  runtime::log(runtime::Level::error, "session.message_unreadable", {{"member", member}});
}

std::optional<Uuid> read_id(BytesView payload, std::string_view member) {
  const auto o = codec::parse_json_object(as_text(payload));
  const auto* text = o ? codec::find_string(*o, member) : nullptr;
  const auto id = text == nullptr ? std::nullopt : parse_uuid(std::string_view(*text));
  if (!id) log_unreadable(member);
  return id;
}

class Handlers final : public EndedMessages {
 public:
  Handlers(Sessions& sessions, const Clock& clock, Random& random)
      : sessions_(sessions), clock_(clock), random_(random) {}

  Task<> on_person_ended(BytesView payload) override {
    if (const auto person = read_id(payload, "person"))
      co_await end(*person, false, "person_ended");
  }
  Task<> on_affiliation_ended(BytesView payload) override {
    if (const auto person = read_id(payload, "person"))
      co_await end(*person, true, "affiliation_ended");
  }
  Task<> on_session_ended(BytesView payload) override {
    if (const auto session = read_id(payload, "session")) co_await sessions_.bury(*session);
  }

  Task<> on_authenticator_ended(BytesView payload) override {
    const auto ended = parse_ended(payload);
    if (!ended) {
      log_unreadable("authenticator");
      co_return;
    }
    const auto context = make_context();
    co_await end_proven_sessions(sessions_, *ended, context);
  }

 private:
  RequestContext make_context() {
    RequestContext context;  // nobody's request: the system acts
    context.received = clock_.now();
    context.request_id = make_uuid7(context.received, random_);
    return context;
  }
  Task<> end(Uuid person, bool staff_only, std::string reason) {
    const auto context = make_context();
    static_cast<void>(co_await sessions_.end_matching(person, staff_only, std::nullopt,
                                                      std::move(reason), context));
  }

  Sessions& sessions_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace

std::unique_ptr<EndedMessages> make_ended_messages(Sessions& sessions, const Clock& clock,
                                                   Random& random) {
  return std::make_unique<Handlers>(sessions, clock, random);
}

}  // namespace tessera::authn
