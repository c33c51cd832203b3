"""The catalogue of what may go wrong: one test for each of its 102 cases.

A test is named ``test_case_NN_what_comes``. Each holds that a person is told in plain words, that
nothing acknowledged is lost, and that the app answers afterwards.
"""
