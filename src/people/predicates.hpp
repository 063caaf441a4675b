// Questions about attributes that are answered without telling the value (R68).
#pragma once

#include <optional>
#include <string_view>

#include <tessera/base/clock.hpp>

namespace tessera::people {

// The number of "age_over:18": 1 to 150.
[[nodiscard]] std::optional<int> parse_age(std::string_view derived);

// Whether somebody born on that day ("2008-02-29") has completed so many years at this instant, by
// the day in UTC; who was born on 29 February has done so on 1 March of other years. nullopt for
// what is not a day.
[[nodiscard]] std::optional<bool> is_age_over(std::string_view birthdate, int years, TimePoint now);

// Whether an address (JSON of OpenID Connect Core 5.1.1) is in a place: a country ("DE"), or a
// municipality of it ("DE/Berlin"); without regard to case.
[[nodiscard]] bool is_resident_of(std::string_view address, std::string_view place);

}  // namespace tessera::people
