// Words that anybody who knows a person would try as a password (requirements 4.5).
#pragma once

#include <string>
#include <vector>

#include <tessera/base/task.hpp>
#include <tessera/people/people_service.hpp>

namespace tessera::authn {

[[nodiscard]] Task<std::vector<std::string>> own_words(people::PeopleService& people,
                                                       const Uuid& person);

}  // namespace tessera::authn
