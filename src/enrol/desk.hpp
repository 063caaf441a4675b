// What the services of this room share: an application with its values, a change that gathers one
// outcome, and the making of the person.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tessera/enrol/decide_transition.hpp>
#include <tessera/enrol/make.hpp>

namespace tessera::enrol {

// Decrypted values with the key that seals more of them.
struct OpenValues {
  Secret key;
  std::vector<Value> values;
  [[nodiscard]] const Value* find(std::string_view name) const;
  [[nodiscard]] std::string text(std::string_view name) const;  // "" if absent
};

// Who takes a step.
struct Actor {
  Who who = Who::system;
  std::optional<Uuid> officer;
  std::string role;
};

class Desk {
 public:
  Desk(const Rooms& rooms, const Ports& ports) : rooms_(rooms), ports_(ports) {}

  [[nodiscard]] const Rooms& rooms() const { return rooms_; }
  [[nodiscard]] const Ports& ports() const { return ports_; }
  [[nodiscard]] TimePoint now() const { return rooms_.clock.now(); }

  // nullopt once the personal data is deleted.
  [[nodiscard]] Task<std::optional<OpenValues>> open_values(const Application& application);
  [[nodiscard]] ApplicationChange change_of(const Application& application) const;
  // Checked values into the change, with their fingerprints.
  void seal_value(ApplicationChange& change, const Secret& key, const Value& value) const;
  // Decides the event and writes the outcome into the change: state, timers, deletion, history,
  // event.
  [[nodiscard]] Result<Outcome> step(ApplicationChange& change, Event event, Facts facts,
                                     const Actor& actor, const RequestContext& context) const;
  void add_event(ApplicationChange& change, std::string type, const Actor& actor,
                 const RequestContext& context) const;
  // The mail of the present state to the contact address, if one is known.
  void notify(ApplicationChange& change, const OpenValues& values,
              std::string_view mail_template) const;
  // Saves and answers the application as it is now; Errc::conflict "enrol.changed" if another was
  // first.
  [[nodiscard]] Task<Result<Application>> commit(ApplicationChange change);

  // Hits of the application's document and mail address elsewhere.
  [[nodiscard]] Task<std::vector<DuplicateHit>> find_duplicates(const Application& application,
                                                                const OpenValues& values);
  // The person of an approved application; made if a crash came between. Idempotent.
  [[nodiscard]] Task<Result<void>> ensure_person(const Application& application,
                                                 const OpenValues& values,
                                                 const RequestContext& context);
  // Active, with the roles of the first admin if it is him, and the invitation used. Idempotent.
  // Errc::gone "invitation.gone" if the invitation was revoked meanwhile.
  [[nodiscard]] Task<Result<void>> activate_person(const Application& application,
                                                   const RequestContext& context);
  // A person who was approved and never bound: closed and erased, so that his mail address is free.
  [[nodiscard]] Task<> close_person(const Application& application, const RequestContext& context);
  // The contact address is already somebody else's login.
  [[nodiscard]] Task<bool> login_taken(const Application& application, const OpenValues& values);
  // Counts one attempt; false if it is more than `limit` in the window. `about` (an address, an id)
  // is kept as a MAC only.
  [[nodiscard]] Task<bool> take_attempt(std::string_view what, std::string_view about, int limit,
                                        Duration window);

 private:
  [[nodiscard]] Task<Result<void>> add_persona(const Application& application,
                                               const RequestContext& context);
  [[nodiscard]] Task<Result<void>> use_invitation(const Application& application,
                                                  const RequestContext& context);
  [[nodiscard]] people::NewPerson new_person(const Application& application,
                                             const OpenValues& values) const;

  Rooms rooms_;
  Ports ports_;
};

// The mail that tells of a state; "" if none does.
[[nodiscard]] std::string_view mail_for(State to, Event event);
[[nodiscard]] std::string_view to_string(Who who);

}  // namespace tessera::enrol
