# Drivers are named here and nowhere else; statements, migrations and scripts stay files.
target_link_libraries(tessera_store PUBLIC PkgConfig::PQXX PkgConfig::PQ PkgConfig::HIREDIS)
tessera_embed(tessera_store KIND sql NAME queries ROOT "${CMAKE_SOURCE_DIR}/schema/queries" PATTERN *.sql)
tessera_embed(tessera_store KIND files NAME migrations ROOT "${CMAKE_SOURCE_DIR}/schema/migrations"
              PATTERN *.sql)
tessera_embed(tessera_store KIND files NAME bootstrap ROOT "${CMAKE_SOURCE_DIR}/schema/bootstrap"
              PATTERN *.sql)
tessera_embed(tessera_store KIND files NAME redis_scripts ROOT "${CMAKE_SOURCE_DIR}/schema/redis"
              PATTERN *.lua)
