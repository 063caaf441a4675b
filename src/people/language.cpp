#include <tessera/people/language.hpp>

#include "people/events.hpp"

namespace tessera::people {

Task<> choose_language(LanguageStore& store, Uuid person, std::string locale,
                       const RequestContext& context) {
  const ActingAs self{.kind = "person", .id = person};
  std::vector<audit::Event> events;
  events.push_back(person_event("person.language_chosen", person, self, context));
  static_cast<void>(
      co_await store.save_language(person, locale, context.received, std::move(events)));
}

}  // namespace tessera::people
